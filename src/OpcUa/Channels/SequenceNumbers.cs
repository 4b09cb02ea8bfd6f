using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>
/// Numbers the chunks that are sent: one more each (Part 6 §6.7.2.4). RSA's policies begin with 1 and start again near the end of the range,
/// those with keys on a curve begin with 0 and use all of it. One thread at a time.
/// </summary>
internal struct SendSequence(uint last)
{
    /// <summary>Only beyond this number may the next one start again below <see cref="RestartBelow"/>.</summary>
    public const uint WrapsAfter = uint.MaxValue - 1_024;

    public const uint RestartBelow = 1_024;

    private uint _last = last; // the number before the next one, or where numbers begin with 0 the next one itself

    public uint Next(SecurityPolicy policy) => policy.IsElliptic
        ? unchecked(_last++)
        : _last = _last >= WrapsAfter + 1 ? 1 : _last + 1;
}

/// <summary>Checks that no chunk was replayed, left out or moved (Part 6 §6.7.2.4). One thread at a time.</summary>
internal struct ReceiveSequence
{
    private uint _last;
    private bool _started;

    /// <exception cref="UaException">BadSequenceNumberInvalid; the connection must end.</exception>
    public void Check(uint number, SecurityPolicy policy)
    {
        var follows = number == unchecked(_last + 1)
            || (!policy.IsElliptic && _last > SendSequence.WrapsAfter && number < SendSequence.RestartBelow);
        if (_started && !follows)
        {
            throw new UaException(StatusCode.BadSequenceNumberInvalid, $"After the chunk {_last} came the chunk {number}.");
        }

        _started = true;
        _last = number;
    }
}
