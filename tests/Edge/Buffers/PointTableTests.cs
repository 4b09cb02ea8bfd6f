using IndustrialGateway.Model;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Edge.Buffers;

public sealed class PointTableTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static readonly string[] Copies = ["points", "points-copy"];

    /// <summary>What happens to the last file of a copy, given how many of its bytes are in use.</summary>
    private static Dictionary<string, Action<string, int>> Spoil { get; } = new()
    {
        ["its last record is cut off"] = (path, used) => Cut(path, used - 60),
        ["its last records are cut off"] = (path, used) => Cut(path, used - 250),
        ["nothing is left of its file"] = (path, _) => Cut(path, 0),
        ["its file is gone"] = (path, _) => File.Delete(path),
        ["a bit of its first record has changed"] = (path, used) => Flip(path, used - 200),
        ["a bit of its last record has changed"] = (path, used) => Flip(path, used - 10),
        ["the folder is gone"] = (path, _) => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true),
    };

    public static MatrixTheoryData<string, string> Spoilings => new(Copies, Spoil.Keys);

    [Theory]
    [MemberData(nameof(Spoilings))]
    public async Task A_copy_that_is_damaged_or_has_lost_its_end_is_made_whole_from_the_other(string copy, string spoiling)
    {
        var epoch = await DeclareAsync("first", "second", "third");
        SpoilLast(copy, spoiling);

        Assert.Equal(epoch, await DeclareAsync("fourth"));

        // Each is whole by itself now.
        SpoilLast(copy == "points" ? "points-copy" : "points", "the folder is gone");
        await using var again = await Some.StoreAsync(_folder.Path);
        Assert.Equal(epoch, again.Epoch);
        Assert.Equal(["first", "second", "third", "fourth"], PathsOf(again.Points.Registry));
        Assert.Empty(Directory.GetDirectories(_folder["buffer"], "*-2*"));
    }

    [Fact]
    public async Task A_table_of_which_no_copy_is_whole_is_set_aside_and_no_alias_comes_to_mean_another_point()
    {
        var epoch = await DeclareAsync("first", "second", "third");
        SpoilLast("points", "a bit of its first record has changed");
        SpoilLast("points-copy", "a bit of its first record has changed");

        await using var again = await Some.StoreAsync(_folder.Path);

        Assert.NotEqual(epoch, again.Epoch);
        Assert.Equal(0, again.Points.DurableCount);
        Assert.Equal(2, Directory.GetDirectories(_folder["buffer"], "points*-2*").Length);
    }

    [Fact]
    public async Task A_store_of_a_version_with_one_copy_gets_the_other()
    {
        var epoch = await DeclareAsync("first");
        SpoilLast("points-copy", "the folder is gone");

        Assert.Equal(epoch, await DeclareAsync("second"));

        SpoilLast("points", "the folder is gone");
        await using var again = await Some.StoreAsync(_folder.Path);
        Assert.Equal(["first", "second"], PathsOf(again.Points.Registry));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Each point by itself, as they come from machines, and a value of the first, so that the store is not new.</summary>
    private async Task<UInt128> DeclareAsync(params string[] paths)
    {
        await using var store = await Some.StoreAsync(_folder.Path);
        foreach (var path in paths)
        {
            store.Points.Registry.Resolve(store.Points.Registry.Add(Some.Point(path)), Value.Of(1.0));
            await store.Points.PersistAsync(default);
        }

        await store.Process.WaitDurableAsync(await store.Process.AppendAsync(new byte[] { 1 }, 1, default), default);
        return store.Epoch;
    }

    private void SpoilLast(string copy, string spoiling)
    {
        var path = Directory.GetFiles(Path.Combine(_folder["buffer"], copy), "*.log").Order(StringComparer.Ordinal).Last();
        Spoil[spoiling](path, File.ReadAllBytes(path).AsSpan().LastIndexOfAnyExcept((byte)0) + 1);
    }

    private static IEnumerable<string> PathsOf(PointRegistry registry) =>
        registry.DeclarationsFrom(1).Select(point => point.Description.Path);

    private static void Cut(string path, int length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }

    private static void Flip(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
