using IndustrialGateway.Model;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Edge.Tests.Buffers;

public sealed class PointTableTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(200)]
    [InlineData(3000)]
    public async Task A_table_that_has_lost_its_end_is_set_aside_and_no_alias_comes_to_mean_another_point(int bytes)
    {
        var epoch = await DeclareAsync("first", "second", "third");
        CutEnd(bytes);

        await using var again = await Some.StoreAsync(_folder.Path);

        Assert.NotEqual(epoch, again.Epoch);
        Assert.Equal(0, again.Points.DurableCount);
        Assert.Single(Directory.GetDirectories(_folder["buffer"], "points-*"));
    }

    [Fact]
    public async Task A_whole_table_is_gone_on_with_however_often_it_is_opened()
    {
        var epoch = await DeclareAsync("first");

        Assert.Equal(epoch, await DeclareAsync("second", "third"));

        await using var again = await Some.StoreAsync(_folder.Path);
        Assert.Equal(epoch, again.Epoch);
        Assert.Equal(["first", "second", "third"], again.Points.Registry.DeclarationsFrom(1).Select(point => point.Description.Path));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Each point by itself, as they come from machines.</summary>
    private async Task<UInt128> DeclareAsync(params string[] paths)
    {
        await using var store = await Some.StoreAsync(_folder.Path);
        foreach (var path in paths)
        {
            store.Points.Registry.Resolve(store.Points.Registry.Add(Some.Point(path)), Value.Of(1.0));
            await store.Points.PersistAsync(default);
        }

        return store.Epoch;
    }

    private void CutEnd(int bytes)
    {
        var path = Directory.GetFiles(Path.Combine(_folder["buffer"], "points"), "*.log").Order(StringComparer.Ordinal).Last();
        var used = File.ReadAllBytes(path).AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        using var file = File.OpenWrite(path);
        file.SetLength(Math.Max(used - bytes, 0));
    }
}
