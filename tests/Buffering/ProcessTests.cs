using System.Globalization;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Buffering;

/// <summary>Real processes on the real disk, killed or lied to by the system.</summary>
public sealed class ProcessTests
{
    private const string Strace = "/usr/bin/strace";

    private static string Program => Path.Combine(AppContext.BaseDirectory, "IndustrialGateway.Buffering.Tests");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_killed_process_loses_nothing_that_it_called_durable(int seed)
    {
        using var folder = new TestFolder();
        var random = new Random(seed);
        var durableBefore = 1L;

        for (var kill = 0; kill < 4; kill++)
        {
            await using var child = LineProcess.Start(Program, ["append", folder.Path, "1000000"]);
            for (var lines = random.Next(1, 40); lines > 0; lines--)
            {
                durableBefore = Number(await child.ReadLineAsync(default), "durable ");
            }

            await child.KillAsync();
        }

        await VerifyAsync(folder.Path, durableBefore);
    }

    [Fact]
    public async Task A_second_process_is_refused_while_the_first_lives_and_let_in_when_it_is_killed()
    {
        using var folder = new TestFolder();
        await using var child = LineProcess.Start(Program, ["append", folder.Path, "1000000"]);
        await child.ReadLineAsync(default);

        Assert.Throws<BufferLockedException>(() => Buffers.Open(folder.Path));

        await child.KillAsync();
        await using var buffer = Buffers.Open(folder.Path);
        Assert.True(buffer.NextSequence > 1);
    }

    [Theory]
    [InlineData("fdatasync:error=EIO:when=2")]
    [InlineData("fdatasync:error=ENOSPC:when=3")]
    [InlineData("pwrite64:error=EIO:when=4")]
    [InlineData("pwrite64:error=ENOSPC:when=3+2")]
    public async Task An_error_that_the_system_injects_is_noticed_and_costs_no_record(string fault)
    {
        Assert.True(File.Exists(Strace), "This test needs strace: apt-get install strace");
        using var folder = new TestFolder();
        var segment = folder["00000000000000000001.log"];

        await using var child = LineProcess.Start(
            Strace, ["-f", "-qq", "-o", "/dev/null", "-P", segment, "-e", "inject=" + fault, Program, "append", folder.Path, "400"]);
        var errors = Number(
            await child.ReadLineAsync(line => line.StartsWith("errors ", StringComparison.Ordinal), default), "errors ");
        await child.EndAsync(default);

        Assert.True(errors >= 1, "The fault went unnoticed.");
        await VerifyAsync(folder.Path, durableBefore: 401);
    }

    private static async Task VerifyAsync(string folder, long durableBefore)
    {
        await using var buffer = DurableBuffer.Open(
            Buffers.Options(folder) with { MaxBytes = 64 << 20 }, Disk.HostDisk.Instance, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        using var reader = buffer.OpenReader(1);
        var sequences = Buffers.ReadRecords(reader);
        Assert.Equal(Enumerable.Range(1, sequences.Count).Select(i => (long)i), sequences);
        Assert.True(sequences.Count >= durableBefore - 1, $"{sequences.Count} of {durableBefore - 1} are there");
    }

    private static long Number(string line, string label)
    {
        Assert.StartsWith(label, line, StringComparison.Ordinal);
        return long.Parse(line.AsSpan(label.Length), CultureInfo.InvariantCulture);
    }
}
