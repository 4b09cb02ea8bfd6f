using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>The client's side of OpenSecureChannel: asks for tokens and makes their keys (Part 4 §5.6.2). Used by one thread at a time.</summary>
internal sealed class TokenOpening : IDisposable
{
    private const uint MinLifetime = 5_000; // ms; a server that grants less would be asked again without end
    private readonly ChannelSecurity _security;
    private readonly TimeProvider _time;
    private readonly AsymmetricAlgorithm? _serverKey;
    private readonly byte[] _serverLeaf = [];
    private TokenNonce? _nonce;
    private byte[]? _lastServerNonce;
    private uint _channelId;

    /// <exception cref="UaException">The server's certificate is not acceptable, or something needed is missing.</exception>
    public TokenOpening(ChannelSecurity security, TimeProvider time)
    {
        _security = security;
        _time = time;
        if (security.Policy.IsNone != (security.Mode == MessageSecurityMode.None))
        {
            throw new UaException(StatusCode.BadSecurityModeRejected, $"The policy {security.Policy} does not go with the mode {security.Mode}.");
        }

        if (security.Policy.IsNone)
        {
            return;
        }

        if (security.Own is null || security.Trust is null)
        {
            throw new UaException(StatusCode.BadSecurityChecksFailed, $"The policy {security.Policy} needs an application certificate and a trust folder.");
        }

        if (!security.Own.Fits(security.Policy))
        {
            throw new UaException(
                StatusCode.BadCertificateInvalid,
                $"The policy {security.Policy} needs an application certificate with a key of the kind {security.Policy.Keys[0]}; {security.Own.Subject} has one of {security.Own.Kind}.");
        }

        _serverKey = security.Trust.Validate(
            security.ServerCertificate.Span, "server", security.ServerApplicationUri, security.Policy, time);
        _serverLeaf = CertificateFacts.Leaf(security.ServerCertificate.Span);
    }

    public SecurityPolicy Policy => _security.Policy;

    /// <summary>Checks the server once more: trust may have been taken away, and time goes on (reliability case F10).</summary>
    /// <exception cref="UaException">The channel must end.</exception>
    public void CheckServer() => (_security.Policy.IsNone ? null : _security.Trust)?.Validate(
        _security.ServerCertificate.Span, "server", _security.ServerApplicationUri, _security.Policy, _time).Dispose();

    public OpenSecureChannelRequest Request(TimeSpan lifetime, bool renew)
    {
        _nonce?.Dispose();
        _nonce = new TokenNonce(_security.Policy);
        return new OpenSecureChannelRequest
        {
            RequestType = renew ? SecurityTokenRequestType.Renew : SecurityTokenRequestType.Issue,
            SecurityMode = _security.Mode,
            ClientNonce = _security.Policy.IsNone ? null : _nonce.Bytes,
            RequestedLifetime = (uint)lifetime.TotalMilliseconds,
        };
    }

    public byte[] Seal(uint sequence, uint requestId, ReadOnlySpan<byte> body) => AsymmetricChunk.Seal(
        _security.Policy, _security.Policy.IsNone ? null : _security.Own, _serverKey, _serverLeaf, _channelId, sequence, requestId, body);

    /// <summary>Checks that an OPN comes from the expected server, and opens it.</summary>
    public (uint Sequence, uint RequestId, byte[] Body) Open(ReadOnlySpan<byte> chunk)
    {
        var header = AsymmetricHeader.Read(chunk);
        if (header.PolicyUri != _security.Policy.Uri)
        {
            throw new UaException(
                StatusCode.BadSecurityPolicyRejected, $"The server answered with another security policy than {_security.Policy}.");
        }

        var own = _security.Policy.IsNone ? null : _security.Own;
        if (own is not null && (header.SenderCertificate is null
            || !CertificateFacts.Leaf(header.SenderCertificate).AsSpan().SequenceEqual(_serverLeaf)
            || !own.ThumbprintBytes.Span.SequenceEqual(header.ReceiverThumbprint)))
        {
            throw new UaException(StatusCode.BadSecurityChecksFailed, "The server shows another certificate than its endpoint did.");
        }

        return AsymmetricChunk.Open(chunk, header, _security.Policy, own, _serverKey);
    }

    public ChannelToken Accept(OpenSecureChannelResponse response)
    {
        var token = response.SecurityToken;
        var nonce = response.ServerNonce ?? [];
        if (_channelId != 0 && token.ChannelId != _channelId)
        {
            throw new UaException(StatusCode.BadSecureChannelIdInvalid, $"Renewing channel {_channelId} was answered for channel {token.ChannelId}.");
        }

        using var own = _nonce ?? throw new UaException(StatusCode.BadSecureChannelClosed, "A token came that nobody asked for.");
        _nonce = null;
        var policy = _security.Policy;
        if (!policy.IsNone && (nonce.Length != policy.NonceLength || nonce.AsSpan().SequenceEqual(own.Bytes) || nonce.AsSpan().SequenceEqual(_lastServerNonce)))
        {
            throw new UaException(StatusCode.BadNonceInvalid, $"The server's nonce of {nonce.Length} bytes is not {policy.NonceLength} new random bytes.");
        }

        _channelId = token.ChannelId;
        _lastServerNonce = nonce;
        var lifetime = TimeSpan.FromMilliseconds(Math.Max(token.RevisedLifetime, MinLifetime));
        if (policy.IsNone)
        {
            return new ChannelToken(token.ChannelId, token.TokenId, lifetime, _time);
        }

        using var material = own.Complete(nonce, isClient: true);
        _security.KeyLog?.Write(policy, token.ChannelId, token.TokenId, material);
        return ChannelToken.Make(token.ChannelId, token.TokenId, lifetime, _time, policy, _security.Mode, material, isClient: true);
    }

    public void Dispose()
    {
        _nonce?.Dispose();
        _serverKey?.Dispose();
    }
}
