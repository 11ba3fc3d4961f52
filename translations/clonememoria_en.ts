<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>DocumentModel</name>
    <message numerus="yes">
        <source>%Ln characters</source>
        <comment>size of a memory</comment>
        <translation>
            <numerusform>%Ln character</numerusform>
            <numerusform>%Ln characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln passages</source>
        <comment>of a memory</comment>
        <translation>
            <numerusform>%Ln passage</numerusform>
            <numerusform>%Ln passages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatPersonDialog</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 and one more</numerusform>
            <numerusform>%1 and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportWords</name>
    <message numerus="yes">
        <source>about %Ln minutes left</source>
        <translation>
            <numerusform>about one minute left</numerusform>
            <numerusform>about %Ln minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln hours left</source>
        <translation>
            <numerusform>about one hour left</numerusform>
            <numerusform>about %Ln hours left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln passages</source>
        <translation>
            <numerusform>%Ln passage</numerusform>
            <numerusform>%Ln passages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln memories added.</source>
        <translation>
            <numerusform>One memory added.</numerusform>
            <numerusform>%Ln memories added.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln brought up to date.</source>
        <translation>
            <numerusform>One brought up to date.</numerusform>
            <numerusform>%Ln brought up to date.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln files were there already.</source>
        <translation>
            <numerusform>One file was there already.</numerusform>
            <numerusform>%Ln files were there already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln files could not be added.</source>
        <translation>
            <numerusform>One file could not be added.</numerusform>
            <numerusform>%Ln files could not be added.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped; %Ln files were left out.</source>
        <translation>
            <numerusform>Stopped; one file was left out.</numerusform>
            <numerusform>Stopped; %Ln files were left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new</source>
        <translation>
            <numerusform>%Ln new</numerusform>
            <numerusform>%Ln new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln changed</source>
        <translation>
            <numerusform>%Ln changed</numerusform>
            <numerusform>%Ln changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln as before</source>
        <translation>
            <numerusform>%Ln as before</numerusform>
            <numerusform>%Ln as before</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemoryBulk</name>
    <message numerus="yes">
        <source>Delete %Ln memories?</source>
        <translation>
            <numerusform>Delete one memory?</numerusform>
            <numerusform>Delete %Ln memories?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln memories for good?</source>
        <translation>
            <numerusform>Delete one memory for good?</numerusform>
            <numerusform>Delete %Ln memories for good?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln memories were deleted.</source>
        <translation>
            <numerusform>One memory was deleted.</numerusform>
            <numerusform>%Ln memories were deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln memories have another date.</source>
        <translation>
            <numerusform>One memory has another date.</numerusform>
            <numerusform>%Ln memories have another date.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln memories were saved as text files.</source>
        <translation>
            <numerusform>One memory was saved as a text file.</numerusform>
            <numerusform>%Ln memories were saved as text files.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrashPanel</name>
    <message numerus="yes">
        <source>%Ln deleted memories chosen</source>
        <translation>
            <numerusform>One deleted memory chosen</numerusform>
            <numerusform>%Ln deleted memories chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PassageGutter</name>
    <message numerus="yes">
        <source>%Ln passages</source>
        <translation>
            <numerusform>%Ln passage</numerusform>
            <numerusform>%Ln passages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SelectionPanel</name>
    <message numerus="yes">
        <source>%Ln memories chosen</source>
        <translation>
            <numerusform>One memory chosen</numerusform>
            <numerusform>%Ln memories chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LocalServerNotice</name>
    <message numerus="yes">
        <source>%1 is running on this computer, with %Ln models.</source>
        <translation>
            <numerusform>%1 is running on this computer, with one model.</numerusform>
            <numerusform>%1 is running on this computer, with %Ln models.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StoragePage</name>
    <message numerus="yes">
        <source>%Ln clones</source>
        <translation>
            <numerusform>%Ln clone</numerusform>
            <numerusform>%Ln clones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln memories</source>
        <translation>
            <numerusform>%Ln memory</numerusform>
            <numerusform>%Ln memories</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversations</source>
        <translation>
            <numerusform>%Ln conversation</numerusform>
            <numerusform>%Ln conversations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln messages</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
</context>
</TS>
