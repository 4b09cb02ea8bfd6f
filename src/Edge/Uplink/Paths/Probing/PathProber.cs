using System.Net.Sockets;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Uplink.Paths.Probing;

/// <summary>
/// Sends a small packet into one path ten times a second, for ever, to whoever reflects STAMP (RFC 8762) at the platform's
/// address: shows losses, which a stream only makes late. Nobody needs to answer.
/// </summary>
internal sealed partial class PathProber(PathOptions path, ProbeFigures figures, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    // Names, addresses and routes change; a new socket finds them. One that bears an address that is gone would show losses that are none.
    private static readonly TimeSpan SocketLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private readonly byte[] _answer = new byte[Stamp.MaxBytes];
    private readonly ushort _session = (ushort)Random.Shared.Next(1, ushort.MaxValue + 1); // 0 = none (RFC 8972 §3)
    private uint _sequence;
    private long _heard;
    private volatile bool _isReflected;
    private string _trouble = "";

    /// <summary>Whether nothing has come for so long that nothing will, from somebody who reflects.</summary>
    private bool IsSilent => _isReflected && time.GetElapsedTime(Interlocked.Read(ref _heard)) > ProbeFigures.LostAfter;

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var socket = await PathSocket.OpenDatagramAsync(path, stoppingToken);
                await ProbeAsync(socket, stoppingToken);
                _trouble = "";
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Whatever the system says: measuring is tried again, and nothing depends on it.
                Say(failure.Message);
                await RestAsync(stoppingToken);
            }
        }
    }

    private async Task ProbeAsync(Socket socket, CancellationToken stoppingToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var listening = ListenAsync(socket, end.Token);
        try
        {
            await SendAsync(socket, stoppingToken);

            // What is under way still counts.
            await (IsSilent ? Task.CompletedTask : Task.Delay(ProbeFigures.LostAfter, time, stoppingToken));
        }
        finally
        {
            await end.CancelAsync();
            await listening;
        }
    }

    private async Task SendAsync(Socket socket, CancellationToken stoppingToken)
    {
        var packet = new byte[Stamp.Bytes];
        var opened = time.GetTimestamp();
        Interlocked.Exchange(ref _heard, opened);
        using var timer = new PeriodicTimer(Interval, time);
        while (time.GetElapsedTime(opened) < SocketLife && !IsSilent && await timer.WaitForNextTickAsync(stoppingToken))
        {
            figures.Sent(++_sequence);
            Stamp.WriteTest(packet, _sequence, _session, time.GetUtcNow());
            try
            {
                await socket.SendAsync(packet, stoppingToken);
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // Told of the packet before: nobody reflects there.
            }
        }
    }

    private async Task ListenAsync(Socket socket, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var length = await socket.ReceiveAsync(_answer, cancellationToken);
                if (Stamp.TryReadAnswer(_answer.AsSpan(0, length), _session, out var sequence))
                {
                    figures.Answered(sequence);
                    Interlocked.Exchange(ref _heard, time.GetTimestamp());
                    _isReflected = true;
                }
            }
            catch (SocketException)
            {
                // A packet was refused or too long: that says nothing of the next one.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RestAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(Rest, time, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The loop ends.
        }
    }

    private void Say(string trouble)
    {
        if (_trouble != trouble)
        {
            _trouble = trouble;
            LogNoProbes(path.Name, trouble);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Path {Path} cannot be probed at the moment: {Reason}")]
    private partial void LogNoProbes(string path, string reason);
}
