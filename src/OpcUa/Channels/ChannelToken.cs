using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>One security token of a channel: its ids, its life and the keys of both directions (Part 4 §5.5.2).</summary>
internal sealed class ChannelToken
{
    private readonly TimeProvider _time;
    private readonly long _created;

    public ChannelToken(uint channelId, uint tokenId, TimeSpan lifetime, TimeProvider time)
    {
        ChannelId = channelId;
        TokenId = tokenId;
        Lifetime = lifetime;
        _time = time;
        _created = time.GetTimestamp();
    }

    public uint ChannelId { get; }

    public uint TokenId { get; }

    public TimeSpan Lifetime { get; }

    public SecurityPolicy Policy { get; init; } = SecurityPolicy.None;

    /// <summary>Null when nothing is signed.</summary>
    public SymmetricKeys? SendKeys { get; init; }

    public SymmetricKeys? ReceiveKeys { get; init; }

    public bool Encrypts { get; init; }

    /// <summary>Not to be used for sending any more, when there is a newer one (Part 4 §5.6.2).</summary>
    public bool IsOver => _time.GetElapsedTime(_created) > Lifetime;

    /// <summary>A quarter more than the lifetime, which both sides grant each other (Part 4 §5.5.2.1).</summary>
    public bool IsExpired => _time.GetElapsedTime(_created) > Lifetime * 1.25;

    /// <param name="material">What both sides have made in common; stays the caller's.</param>
    /// <param name="isClient">Which side this is.</param>
    public static ChannelToken Make(
        uint channelId, uint tokenId, TimeSpan lifetime, TimeProvider time, SecurityPolicy policy, MessageSecurityMode mode, TokenMaterial material, bool isClient)
    {
        var signs = mode is MessageSecurityMode.Sign or MessageSecurityMode.SignAndEncrypt;
        return new ChannelToken(channelId, tokenId, lifetime, time)
        {
            Policy = policy,
            Encrypts = mode == MessageSecurityMode.SignAndEncrypt,
            SendKeys = signs ? new SymmetricKeys(policy, isClient ? material.Client : material.Server) : null,
            ReceiveKeys = signs ? new SymmetricKeys(policy, isClient ? material.Server : material.Client) : null,
        };
    }

    /// <summary>To be called by the sender, when it has moved on.</summary>
    public void DisposeSendKeys() => SendKeys?.Dispose();

    /// <summary>To be called by the reader, when it has moved on.</summary>
    public void DisposeReceiveKeys() => ReceiveKeys?.Dispose();
}
