using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using IndustrialGateway.Platform.Committing;
using IndustrialGateway.Platform.Ingest.Instances;
using IndustrialGateway.Platform.Line;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;
using Request = IndustrialGateway.V1.ExchangeRequest.MessageOneofCase;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>One stream after its Hello: takes message after message, and never holds more than its window.</summary>
internal sealed class IngestStream
{
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(30);

    private readonly IngestPath _path;
    private readonly EpochState _epoch;
    private readonly StreamLease _lease;
    private readonly StreamEnd _end;
    private readonly TimeProvider _time;
    private readonly GatewayLine _line;
    private readonly BlockIntake _intake;
    private readonly WeightBudget _window;
    private readonly TimeSpan _lifetime;
    private readonly long _started;
    private uint _asked;
    private bool _draining;

    /// <param name="path">What the values flow through.</param>
    /// <param name="epoch">Entered by this stream.</param>
    /// <param name="lease">The right to write it.</param>
    /// <param name="end">Ends it from outside.</param>
    /// <param name="credentialLife">How long the gateway's certificate is still good: no stream outlives it.</param>
    /// <param name="time">The clock of probes and limits.</param>
    public IngestStream(
        IngestPath path, EpochState epoch, StreamLease lease, StreamEnd end, TimeSpan credentialLife, TimeProvider time)
    {
        _path = path;
        _epoch = epoch;
        _lease = lease;
        _end = end;
        _time = time;
        _line = path.Board.Of(epoch.Gateway.Id);
        _intake = new BlockIntake(epoch, path.Live, _line, path.Metrics, path.Limits, time);
        _window = new WeightBudget(path.Limits.WindowBytes);
        _lifetime = credentialLife < path.Limits.StreamLifetime ? credentialLife : path.Limits.StreamLifetime;
        _started = time.GetTimestamp();
    }

    /// <summary>Runs until the gateway ends the stream or <see cref="StreamEnd"/> does.</summary>
    public async Task RunAsync(IAsyncStreamReader<ExchangeRequest> requests, IServerStreamWriter<ExchangeResponse> responses)
    {
        var output = new SessionOutput(responses, _epoch, _path.Limits, _end);
        var writing = WriteAsync(output);
        SetConnected(true);
        _epoch.Stored += output.Acknowledge;
        _epoch.Abandoned += AskAgain;
        try
        {
            await output.SendAsync(new ExchangeResponse { Welcome = Welcome() });
            while (await _end.WaitAsync(requests.MoveNext, 3 * _path.Limits.ProbeInterval))
            {
                _line.Seen();
                _lease.Heard();
                await TakeAsync(requests.Current, output);
                _path.Metrics.HeldBack(await _lease.Rate.TakeAsync(SizeOf(requests.Current), _end.Token));
                await DrainWhenOldAsync(output);
            }

            // The gateway has sent its last: let it hear that all of it is stored.
            await _window.TakeAsync(_path.Limits.WindowBytes, _end.Token);
            output.Complete();
            await writing;
        }
        finally
        {
            _epoch.Stored -= output.Acknowledge;
            _epoch.Abandoned -= AskAgain;
            SetConnected(false);
            _end.Cancel();
            await writing.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }

        void AskAgain(object by)
        {
            // This stream itself ends, and a write that is under way then would end it without the reason.
            if (by != _intake)
            {
                output.AskAgain();
            }
        }
    }

    private async Task WriteAsync(SessionOutput output)
    {
        try
        {
            await output.RunAsync();
        }
        catch
        {
            _end.Cancel();
            throw;
        }
    }

    private void SetConnected(bool isConnected)
    {
        if (isConnected)
        {
            _line.Connected();
            _path.Metrics.Opened();
        }
        else
        {
            _line.Disconnected();
            _path.Metrics.Closed();
        }

        foreach (var observer in _path.Observers)
        {
            observer.ConnectionChanged(_epoch.Gateway, isConnected);
        }
    }

    private Welcome Welcome()
    {
        var welcome = new Welcome
        {
            SessionId = Guid.NewGuid().ToString("N"),
            KnownPoints = _epoch.Aliases.Count,
            Codecs = { Codec.None, Codec.Deflate, Codec.Zstd },
            MaxBlockBytes = (uint)_path.Limits.MaxBlockBytes,
            WindowBytes = (ulong)_path.Limits.WindowBytes,
            StreamLifetime = Duration.FromTimeSpan(_lifetime),
            ProbeInterval = Duration.FromTimeSpan(_path.Limits.ProbeInterval),
            PlatformTime = Now(),
        };
        for (var log = 1; log <= EpochState.LastLog; log++)
        {
            welcome.Stored.Add(_epoch.Acknowledge(log, _path.Limits.WindowBytes));
        }

        return welcome;
    }

    /// <summary>What a message makes to do: a block is as large as it was before it was compressed.</summary>
    private static int SizeOf(ExchangeRequest request) =>
        request.Block is { } block ? (int)block.ContentBytes : request.CalculateSize();

    private ValueTask TakeAsync(ExchangeRequest request, SessionOutput output)
    {
        switch (request.MessageCase)
        {
            case Request.Block:
                return TakeBlockAsync(request.Block, output);
            case Request.Skip:
                return CommitAsync(_intake.Take(request.Skip), (int)request.Skip.Log, windowBytes: 0, output);
            case Request.Points:
                return DeclareAsync(request.Points, output);
            case Request.Probe:
                return EchoAsync(request.Probe, output);
            case Request.State:
                Hear(request.State);
                return ValueTask.CompletedTask;
            case Request.Hello:
                throw RefusalException.InvalidField("hello", "comes once, first");
            default:
                // A message of a later version: what it asks for, we do not have.
                return ValueTask.CompletedTask;
        }
    }

    private async ValueTask TakeBlockAsync(Block block, SessionOutput output)
    {
        var result = _intake.Take(block);
        await RejectAsync(result, output);
        await CommitAsync(result.Work, (int)block.Log, block.Content.Length, output);

        if (result.LacksDeclarations)
        {
            await AskForDeclarationsAsync(output);
        }

        if (result.MustComeAgain)
        {
            output.AskAgain();
        }
    }

    /// <summary>Before what it tells of is stored: the gateway lets go of what is acknowledged, and has to set these aside first.</summary>
    private async ValueTask RejectAsync(IntakeResult result, SessionOutput output)
    {
        try
        {
            foreach (var rejection in result.Rejections)
            {
                await output.SendAsync(new ExchangeResponse { Rejection = rejection });
            }
        }
        catch when (result.Work is { } work)
        {
            _intake.Abandon(work);
            throw;
        }
    }

    private async ValueTask CommitAsync(CommitBlock? work, int log, long windowBytes, SessionOutput output)
    {
        if (work is null)
        {
            // Nothing new: the gateway did not hear, or not yet, that it is stored.
            output.Acknowledge(log);
            return;
        }

        var handedOver = false;
        try
        {
            await _window.TakeAsync(windowBytes, _end.Token);
            work.Done = () => _window.Release(windowBytes);
            await _path.Committer.CommitAsync(work, _end.Token);
            handedOver = true;
        }
        finally
        {
            if (!handedOver)
            {
                _intake.Abandon(work);
            }
        }
    }

    private async ValueTask DeclareAsync(PointDeclarations message, SessionOutput output)
    {
        var fresh = Declarations.Read(message, _epoch.Aliases, _path.Catalogue, _path.Limits.MaxAliases);
        if (fresh is null)
        {
            _asked = 0;
            _intake.ForgetLacking();
            await AskForDeclarationsAsync(output);
        }
        else if (fresh.Count > 0)
        {
            await _path.Catalogue.DeclareAsync(_epoch.Gateway, _epoch.Aliases, fresh, _end.Token);
        }
    }

    /// <summary>Asks once for what is lacking: the records of a whole window may lack the same.</summary>
    private async ValueTask AskForDeclarationsAsync(SessionOutput output)
    {
        var first = _epoch.Aliases.Count + 1;
        if (_asked != first)
        {
            _asked = first;
            var request = new DeclarationRequest { First = first };
            await output.SendAsync(new ExchangeResponse { DeclarationRequest = request });
        }
    }

    private ValueTask EchoAsync(LinkProbe probe, SessionOutput output)
    {
        probe.Received = probe.Echoed = Now();
        return output.SendAsync(new ExchangeResponse { ProbeEcho = probe });
    }

    private void Hear(GatewayState state)
    {
        StateBounds.Apply(state);
        _line.Told(state);
        foreach (var observer in _path.Observers)
        {
            observer.Told(_epoch.Gateway, state);
        }
    }

    private async ValueTask DrainWhenOldAsync(SessionOutput output)
    {
        var age = _time.GetElapsedTime(_started);
        if (!_draining && age > _lifetime)
        {
            _draining = true;
            var drain = new Drain { Within = Duration.FromTimeSpan(DrainWithin) };
            await output.SendAsync(new ExchangeResponse { Drain = drain });
        }
        else if (age > _lifetime + DrainWithin)
        {
            throw RefusalException.Unavailable("DRAINED", "The stream has had its time: open a new one.", TimeSpan.Zero);
        }
    }

    private Timestamp Now() => WireTime.ToTimestamp(_time.NowTicks());
}
