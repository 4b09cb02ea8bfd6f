using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>The tokens that the peer may still use: the present one, and the one before until the peer has moved on (Part 4 §5.6.2). The reader's own.</summary>
internal sealed class ReceiveTokens : IDisposable
{
    private ChannelToken? _current;
    private ChannelToken? _previous;

    public ChannelToken? Current => _current;

    public void Add(ChannelToken token)
    {
        _previous?.DisposeReceiveKeys();
        _previous = _current;
        _current = token;
    }

    /// <summary>The token of a chunk.</summary>
    /// <param name="isFirst">Whether the peer uses it for the first time: the token before is over.</param>
    /// <exception cref="UaException">BadTcpSecureChannelUnknown or BadSecureChannelTokenUnknown.</exception>
    public ChannelToken Find(uint channelId, uint tokenId, out bool isFirst)
    {
        isFirst = false;
        if (_current is null || channelId != _current.ChannelId)
        {
            throw new UaException(StatusCode.BadTcpSecureChannelUnknown, $"A message for channel {channelId} came on the connection of channel {_current?.ChannelId}.");
        }

        var token = tokenId == _current.TokenId ? _current : tokenId == _previous?.TokenId ? _previous : null;
        if (token is null || token.IsExpired)
        {
            throw new UaException(
                StatusCode.BadSecureChannelTokenUnknown, $"The security token {tokenId} is {(token is null ? "not one of this channel" : "too old")}.");
        }

        isFirst = token == _current && _previous is not null;
        if (isFirst)
        {
            // The peer's messages come in order: none with the old token can follow.
            _previous!.DisposeReceiveKeys();
            _previous = null;
        }

        return token;
    }

    public void Dispose()
    {
        _previous?.DisposeReceiveKeys();
        _current?.DisposeReceiveKeys();
    }
}
