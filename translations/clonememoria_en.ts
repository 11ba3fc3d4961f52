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
    <name>ImportStrip</name>
    <message numerus="yes">
        <source>%Ln memories added.</source>
        <translation>
            <numerusform>One memory added.</numerusform>
            <numerusform>%Ln memories added.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln were already there.</source>
        <translation>
            <numerusform>One was already there.</numerusform>
            <numerusform>%Ln were already there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln could not be added:</source>
        <translation>
            <numerusform>One could not be added:</numerusform>
            <numerusform>%Ln could not be added:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped; %Ln files were left out.</source>
        <translation>
            <numerusform>Stopped; one file was left out.</numerusform>
            <numerusform>Stopped; %Ln files were left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemoriesPage</name>
    <message numerus="yes">
        <source>Delete %Ln memories?</source>
        <translation>
            <numerusform>Delete one memory?</numerusform>
            <numerusform>Delete %Ln memories?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln memories were deleted.</source>
        <translation>
            <numerusform>One memory was deleted.</numerusform>
            <numerusform>%Ln memories were deleted.</numerusform>
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
