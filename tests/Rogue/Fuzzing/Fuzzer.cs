using System.Globalization;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Rogue.Tests.Fuzzing;

/// <summary>
/// Gives spoiled bytes to all decoders in turn, on the calling thread. What must hold of each: a value or a UaException, within four times the
/// bytes and 1 MiB. What does not hold is a finding, with what it takes to do it again.
/// </summary>
internal sealed class Fuzzer(int seed)
{
    private const int MaxFindings = 20;

    // The exception with its text and stack comes on top of what the limits allow.
    private const int OfTheException = 32_768;

#pragma warning disable CA5394 // The same bytes in each run with this seed.
    private readonly Mutator _mutator = new(new Random(seed));
#pragma warning restore CA5394
    private readonly List<string> _findings = [];
    private readonly TimeProvider _time = TimeProvider.System;
    private TimeSpan _slowest;
    private string _slowestInput = "";
    private double _largest;
    private string _largestInput = "";

    public long Count { get; private set; }

    public long Refused { get; private set; }

    public IReadOnlyList<string> Findings => _findings;

    /// <summary>One input for one decoder.</summary>
    public void Next()
    {
        var target = FuzzTarget.All[(int)(Count % FuzzTarget.All.Count)];
        Try(target, _mutator.Mutate(target.Seeds));
    }

    /// <summary>Does a finding again: the decoder's name, a colon and the bytes.</summary>
    public void Replay(string finding)
    {
        var parts = finding.Split(':');
        Try(FuzzTarget.All.Single(target => target.Name == parts[0]), Convert.FromHexString(parts[1]));
    }

    /// <summary>What a run was like, in lines of text.</summary>
    public string Report(TimeSpan took) => string.Create(CultureInfo.InvariantCulture, $"""
        seed {seed}: {Count} executions in {took.TotalSeconds:F1} s, {Count / took.TotalSeconds:F0}/s; {Refused} were refused
        slowest: {_slowest.TotalMilliseconds:F2} ms, {_slowestInput}
        largest allocation: {_largest:P1} of 4 x input + 1 MiB, {_largestInput}
        findings: {_findings.Count}
        {string.Join('\n', _findings)}
        """);

    private void Try(FuzzTarget target, byte[] bytes)
    {
        var begun = _time.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var exception = 0;
        Exception? crash = null;
        try
        {
            target.Decode(bytes);
        }
        catch (UaException)
        {
            Refused++;
            exception = OfTheException;
        }
#pragma warning disable CA1031 // Whatever else is thrown is what is looked for.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            crash = failure;
        }

        var taken = GC.GetAllocatedBytesForCurrentThread() - before - exception;
        var took = _time.GetElapsedTime(begun);
        Count++;
        Note(target, bytes, took, taken / ((4.0 * bytes.Length) + (1024 * 1024)), crash);
    }

    private void Note(FuzzTarget target, byte[] bytes, TimeSpan took, double share, Exception? crash)
    {
        if (took > _slowest)
        {
            (_slowest, _slowestInput) = (took, Named(target, bytes, 64));
        }

        if (share > _largest)
        {
            (_largest, _largestInput) = (share, Named(target, bytes, 64));
        }

        if ((crash is not null || share > 1) && _findings.Count < MaxFindings)
        {
            var what = crash is null ? string.Create(CultureInfo.InvariantCulture, $"took {share:P0} of its memory") : crash.ToString();
            _findings.Add($"seed {seed}, execution {Count}: {what}\nREPLAY={Named(target, bytes, Mutator.MaxLength)}");
        }
    }

    private static string Named(FuzzTarget target, byte[] bytes, int most) =>
        $"{target.Name}:{Convert.ToHexString(bytes.AsSpan(0, Math.Min(most, bytes.Length)))}{(bytes.Length > most ? $"... of {bytes.Length} bytes" : "")}";
}
