using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client.DataTypes;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// Decodes the structures that a machine sends without ever holding up its messages: a structure whose type is not known yet travels as its
/// bytes, while the machine is asked for the type aside and its point is read again. A value is decoded by the types of the session that brought it: another
/// session may number them otherwise.
/// </summary>
internal sealed class StructureDecoding(TimeProvider time)
{
    private const int MaxWaiting = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly HashSet<NodeId> _waiting = [];
    private readonly HashSet<int> _points = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private DataTypeResolver? _asked; // whose types are waited for

    /// <summary>The value with those structures decoded whose types are known.</summary>
    /// <param name="types">Of the session that brought it.</param>
    public DataValue Decode(int point, in DataValue value, DataTypeResolver? types)
    {
        if (types is null || value.Value.Type is not (BuiltInType.ExtensionObject or BuiltInType.Variant or BuiltInType.DataValue))
        {
            return value;
        }

        var decoded = types.Decode(value.Value);
        var missing = types.MissingIn(decoded);
        if (missing.Count > 0)
        {
            Ask(point, missing, types);
        }

        return value with { Value = decoded };
    }

    /// <summary>Asks the machine for what is missing, as long as it is read; what it does not tell in time is asked for with the next value.</summary>
    /// <param name="readAgain">Reads points whose last values came before their types were known.</param>
    public async Task RunAsync(Func<IReadOnlySet<int>, CancellationToken, Task> readAgain, CancellationToken cancellationToken)
    {
        await foreach (var _ in _wake.Reader.ReadAllAsync(cancellationToken))
        {
            var (types, missing, points) = TakeWaiting();
            if (await LearnAsync(types, missing, cancellationToken))
            {
                await readAgain(points, cancellationToken);
            }
        }
    }

    /// <summary>True when a type is known now that was not.</summary>
    private async Task<bool> LearnAsync(DataTypeResolver types, NodeId[] missing, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await types.LearnAsync(missing, either.Token);
            return missing.Any(id => types.Known.FindBody(id) is not null);
        }
        catch (Exception failure) when (failure is UaException or ObjectDisposedException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false; // the bytes are kept and the next value asks again
        }
    }

    private void Ask(int point, IEnumerable<NodeId> missing, DataTypeResolver types)
    {
        lock (_gate)
        {
            if (_asked != types)
            {
                // What an earlier session was to be asked for has other numbers here; its values are told anew.
                _waiting.Clear();
                _points.Clear();
                _asked = types;
            }

            foreach (var id in missing.Take(MaxWaiting - _waiting.Count))
            {
                _waiting.Add(id);
            }

            _points.Add(point);
        }

        _wake.Writer.TryWrite(true);
    }

    private (DataTypeResolver Types, NodeId[] Missing, HashSet<int> Points) TakeWaiting()
    {
        lock (_gate)
        {
            (DataTypeResolver, NodeId[], HashSet<int>) waiting = (_asked!, [.. _waiting], [.. _points]); // nobody is woken before there is one
            _waiting.Clear();
            _points.Clear();
            return waiting;
        }
    }
}
