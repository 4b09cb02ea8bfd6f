using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>Numbers the chunks that are sent: one more each, back to the start near the end of the range (Part 6 §6.7.2.4). One thread at a time.</summary>
internal struct SendSequence(uint last)
{
    /// <summary>Only beyond this number may the next one start again below <see cref="RestartBelow"/>.</summary>
    public const uint WrapsAfter = uint.MaxValue - 1_024;

    public const uint RestartBelow = 1_024;

    private uint _last = last;

    public uint Next() => _last = _last >= WrapsAfter + 1 ? 1 : _last + 1;
}

/// <summary>Checks that no chunk was replayed, left out or moved (Part 6 §6.7.2.4). One thread at a time.</summary>
internal struct ReceiveSequence
{
    private uint _last;
    private bool _started;

    /// <exception cref="UaException">BadSequenceNumberInvalid; the connection must end.</exception>
    public void Check(uint number)
    {
        var follows = number == _last + 1 || (_last > SendSequence.WrapsAfter && number < SendSequence.RestartBelow);
        if (_started && !follows)
        {
            throw new UaException(StatusCode.BadSequenceNumberInvalid, $"After the chunk {_last} came the chunk {number}.");
        }

        _started = true;
        _last = number;
    }
}
