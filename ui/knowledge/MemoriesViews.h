#pragma once

namespace CloneMemoria {

/// What stands beside the list, in the order of MemoriesPage's reader stack.
enum MemoryReaderView { InviteView, ReadingView, SelectionView, QuestionView, TrashView };

} // namespace CloneMemoria
