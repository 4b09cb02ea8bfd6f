using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.DataTypes;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// Decodes the structures that a machine sends without ever holding up its messages: a structure whose type is not known yet travels as its
/// bytes, while the machine is asked for the type aside.
/// </summary>
internal sealed class StructureDecoding(UaSession first, TimeProvider time)
{
    private const int MaxWaiting = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HashSet<NodeId> _waiting = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private volatile DataTypeResolver _types = first.DataTypes;

    /// <summary>The value with those structures decoded whose types are known.</summary>
    public DataValue Decode(in DataValue value)
    {
        if (value.Value.Type is not (BuiltInType.ExtensionObject or BuiltInType.Variant or BuiltInType.DataValue))
        {
            return value;
        }

        var types = _types;
        var decoded = types.Decode(value.Value);
        var missing = types.MissingIn(decoded);
        if (missing.Count > 0)
        {
            Ask(missing);
        }

        return value with { Value = decoded };
    }

    /// <summary>A new session may number its namespaces otherwise: its types take the place of the old one's.</summary>
    public void Changed(ConnectionState state)
    {
        if (state is { IsConnected: true, IsNewSession: true })
        {
            _wake.Writer.TryWrite(true);
        }
    }

    /// <summary>Asks the machine for what is missing, as long as it is read; what it does not tell in time is asked for with the next value.</summary>
    public async Task RunAsync(UaClient client, CancellationToken cancellationToken)
    {
        await foreach (var _ in _wake.Reader.ReadAllAsync(cancellationToken))
        {
            using var limit = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                var session = await client.GetSessionAsync(either.Token);
                _types = session.DataTypes;
                await session.DataTypes.LearnAsync(TakeWaiting(), either.Token);
            }
            catch (Exception failure) when (failure is UaException or ObjectDisposedException
                || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // The bytes are kept and the next value asks again.
            }
        }
    }

    private void Ask(IEnumerable<NodeId> missing)
    {
        lock (_waiting)
        {
            foreach (var id in missing.Take(MaxWaiting - _waiting.Count))
            {
                _waiting.Add(id);
            }
        }

        _wake.Writer.TryWrite(true);
    }

    private NodeId[] TakeWaiting()
    {
        lock (_waiting)
        {
            NodeId[] waiting = [.. _waiting];
            _waiting.Clear();
            return waiting;
        }
    }
}
