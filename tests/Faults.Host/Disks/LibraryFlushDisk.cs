using IndustrialGateway.Buffering.Disk;
using Microsoft.Win32.SafeHandles;

namespace IndustrialGateway.Faults.Host.Disks;

/// <summary>Bug: files are synced by the base library, which does not say when the system could not.</summary>
internal sealed class LibraryFlushDisk : PassingDisk
{
    protected override IDiskFile Wrap(string path, IDiskFile file) => new LibraryFlushFile(path, file);

    private sealed class LibraryFlushFile(string path, IDiskFile file) : PassingFile(file)
    {
        // Opened beside it: a sync is of the file, whichever way it was opened.
        private readonly SafeFileHandle _same =
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

#pragma warning disable RS0030 // That is the bug.
        public override void Sync() => RandomAccess.FlushToDisk(_same);
#pragma warning restore RS0030

        public override void Dispose()
        {
            _same.Dispose();
            base.Dispose();
        }
    }
}
