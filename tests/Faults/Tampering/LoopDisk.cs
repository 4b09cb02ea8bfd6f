using System.Globalization;
using System.Text.RegularExpressions;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Faults.Tampering;

/// <summary>
/// A small disk of its own in a file: it can be copied in the middle of everything, as a power loss leaves it, and filled. What a
/// killed run has left mounted is removed by the next one. Needs root.
/// </summary>
internal sealed partial class LoopDisk : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly string _name;
    private int _generation;

    private LoopDisk(TestFolder folder, string name) =>
        (_folder, _name) = (folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{Environment.ProcessId}-disk"));

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder[_name];

    private string Image => ImageOf(_generation);

    public static async Task<LoopDisk> MakeAsync(TestFolder folder, string name, int megabytes)
    {
        await RemoveLeftoversAsync();
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

    /// <summary>Takes up all space that is left, but for so much; who works on the disk takes some meanwhile.</summary>
    public async Task FillAsync(long leave)
    {
        await using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var piece = new byte[64 << 10];
        while (new DriveInfo(Path).AvailableFreeSpace - leave is > 0 and var free)
        {
            try
            {
                await filler.WriteAsync(piece.AsMemory(0, (int)Math.Min(free, piece.Length)));
            }
            catch (IOException)
            {
                return; // Full.
            }
        }
    }

    /// <summary>The disk stands still while something else is done: nothing is written, and whoever writes waits and cannot even be killed.</summary>
    public async Task StandStillAsync(Func<Task> meanwhile)
    {
        await RunAsync("fsfreeze", "-f", Path);
        try
        {
            await meanwhile();
        }
        finally
        {
            await RunAsync("fsfreeze", "-u", Path);
        }
    }

    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", Path);
        File.Delete(Image);
    }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    private string ImageOf(int generation) => _folder[string.Create(CultureInfo.InvariantCulture, $"{_name}-{generation}.img")];

    /// <summary>Disks whose process is gone, with all that it had beside them.</summary>
    private static async Task RemoveLeftoversAsync()
    {
        foreach (var mounted in await File.ReadAllLinesAsync("/proc/self/mounts"))
        {
            var path = mounted.Split(' ')[1];
            if (Mounted().Match(path) is not { Success: true } match || Directory.Exists($"/proc/{match.Groups["process"].Value}"))
            {
                continue;
            }

            // Where it stands still it cannot be let go of; mostly it does not.
            await using (var thaw = LineProcess.Start("fsfreeze", ["-u", path]))
            {
                _ = await thaw.EndAsync(default);
            }

            await RunAsync("umount", path);
            Directory.Delete(System.IO.Path.GetDirectoryName(path)!, recursive: true); // It is a folder of a folder.
        }
    }

    [GeneratedRegex(@"/igw-test-\w+/\w+-(?<process>\d+)-disk$")]
    private static partial Regex Mounted();

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
