using System.Globalization;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Faults.Tampering;

/// <summary>A small disk of its own in a file: it can be copied in the middle of everything, as a power loss leaves it, and filled. Needs root.</summary>
internal sealed class LoopDisk : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly string _name;
    private int _generation;

    private LoopDisk(TestFolder folder, string name) => (_folder, _name) = (folder, name);

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder[_name];

    private string Image => ImageOf(_generation);

    public static async Task<LoopDisk> MakeAsync(TestFolder folder, string name, int megabytes)
    {
        var disk = new LoopDisk(folder, name);
        Directory.CreateDirectory(disk.Path);
        await RunAsync("truncate", "-s", string.Create(CultureInfo.InvariantCulture, $"{megabytes}M"), disk.Image);
        await RunAsync("mkfs.ext4", "-qF", "-m", "0", disk.Image);
        await disk.MountAsync();
        return disk;
    }

    /// <summary>Keeps what the disk has at this moment; what the kernel still holds in memory is not among it.</summary>
    public Task CopyAsync() => RunAsync("cp", "--sparse=always", Image, ImageOf(_generation + 1));

    /// <summary>The copy takes the place of the disk, which is gone.</summary>
    public async Task PutBackAsync()
    {
        await RunAsync("umount", Path);
        File.Delete(Image);
        _generation++;
        await MountAsync();
    }

    /// <summary>Takes up all space that is left, but for so much.</summary>
    public async Task FillAsync(long leave)
    {
        var free = new DriveInfo(Path).AvailableFreeSpace - leave;
        if (free > 0)
        {
            await RunAsync("fallocate", "-l", free.ToString(CultureInfo.InvariantCulture), Filler);
        }
    }

    /// <summary>Nothing is written any more, and whoever writes waits, until it is let go on.</summary>
    public Task StopAsync() => RunAsync("fsfreeze", "-f", Path);

    public Task GoOnAsync() => RunAsync("fsfreeze", "-u", Path);

    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", Path);
        File.Delete(Image);
    }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    private string ImageOf(int generation) => _folder[string.Create(CultureInfo.InvariantCulture, $"{_name}-{generation}.img")];

    private Task MountAsync() => RunAsync("mount", "-o", "loop,noatime,commit=5", Image, Path);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        await using var process = LineProcess.Start(program, arguments);
        var code = await process.EndAsync(default);
        if (code != 0)
        {
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {code}; rows with a disk of their own need root.\n{process.Errors}");
        }
    }
}
