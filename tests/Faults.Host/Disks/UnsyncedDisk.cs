using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Faults.Host.Disks;

/// <summary>Bug: what was handed to the system counts as durable; nothing is ever synced.</summary>
internal sealed class UnsyncedDisk : PassingDisk
{
    public override void SyncFolder(string folder)
    {
    }

    protected override IDiskFile Wrap(string path, IDiskFile file) => new UnsyncedFile(file);

    private sealed class UnsyncedFile(IDiskFile file) : PassingFile(file)
    {
        public override void Sync()
        {
        }
    }
}
