#pragma once

namespace CloneMemoria::Cli {

/// Before anything is opened: what the caller closed of standard input, output and error becomes a device that takes
/// everything and has nothing, since otherwise the next file to be opened would get its place, and what is printed. And
/// a reader that goes is told by the write that fails, and not by a signal in the middle of storing something.
void prepareStandardStreams();

} // namespace CloneMemoria::Cli
