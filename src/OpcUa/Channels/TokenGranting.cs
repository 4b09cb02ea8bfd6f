using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>The server's side of OpenSecureChannel: checks who asks and grants tokens (Part 4 §5.6.2). Used by one thread at a time.</summary>
internal sealed class TokenGranting(uint channelId, ServerChannelOptions options, TimeProvider time) : IDisposable
{
    // Each costs operations with two certificates' keys: more than this is an attack, whatever the tokens' lifetime (reliability case B14).
    private const int MaxRenewalsPerMinute = 60;
    private readonly long _started = time.GetTimestamp();
    private AsymmetricAlgorithm? _clientKey;
    private ApplicationCertificate? _own;
    private uint _lastToken;
    private byte[]? _lastNonce;
    private volatile byte[]? _sentCertificate;

    public SecurityPolicy Policy { get; private set; } = SecurityPolicy.None;

    public MessageSecurityMode Mode { get; private set; }

    /// <summary>The client's certificate, without issuers; empty with policy None.</summary>
    public byte[] ClientCertificate { get; private set; } = [];

    private bool IsOpen => _lastToken != 0;

    /// <summary>Opens an OPN and checks that its sender may open, or already holds, this channel.</summary>
    /// <exception cref="UaException">For the log: it may name files of this machine.</exception>
    public (uint Sequence, uint RequestId, byte[] Body) Open(ReadOnlySpan<byte> chunk)
    {
        var header = AsymmetricHeader.Read(chunk);
        var policy = SecurityPolicy.Find(header.PolicyUri);
        if (header.ChannelId != (IsOpen ? channelId : 0))
        {
            throw new UaException(StatusCode.BadTcpSecureChannelUnknown, $"An OPN for channel {header.ChannelId} came on the connection of channel {channelId}.");
        }

        if (IsOpen && (policy != Policy || !ClientCertificate.AsSpan().SequenceEqual(Leaf(header))))
        {
            throw new UaException(StatusCode.BadSecurityChecksFailed, "A channel is renewed with the policy and the certificate that opened it.");
        }

        if (!IsOpen)
        {
            Identify(header, policy);
        }

        return AsymmetricChunk.Open(chunk, header, policy, _own, _clientKey);
    }

    public (OpenSecureChannelResponse Response, ChannelToken Token) Grant(OpenSecureChannelRequest request)
    {
        Check(request);
        var clientNonce = request.ClientNonce ?? [];
        using var nonce = new TokenNonce(Policy);
        var lifetime = TimeSpan.FromMilliseconds(Math.Clamp(
            request.RequestedLifetime, options.MinTokenLifetime.TotalMilliseconds, options.MaxTokenLifetime.TotalMilliseconds));
        using var material = Policy.IsNone ? null : nonce.Complete(clientNonce, isClient: false);
        _lastToken++;
        _lastNonce = clientNonce;
        Mode = request.SecurityMode;
        var token = material is null
            ? new ChannelToken(channelId, _lastToken, lifetime, time)
            : ChannelToken.Make(channelId, _lastToken, lifetime, time, Policy, Mode, material, isClient: false);
        var response = new OpenSecureChannelResponse
        {
            Header = new ResponseHeader { RequestHandle = request.Header.RequestHandle, Timestamp = UaDateTime.Now(time) },
            SecurityToken = new ChannelSecurityToken(channelId, _lastToken, UaDateTime.Now(time), (uint)lifetime.TotalMilliseconds),
            ServerNonce = nonce.Bytes,
        };
        return (response, token);
    }

    public byte[] Seal(uint sequence, uint requestId, ReadOnlySpan<byte> body) => AsymmetricChunk.Seal(
        Policy, _own, _clientKey, ClientCertificate, channelId, sequence, requestId, body);

    /// <summary>Checks the client once more: trust may have been taken away, and time goes on (reliability case F10). For any thread.</summary>
    /// <exception cref="UaException">The channel must end.</exception>
    public void CheckClient()
    {
        if (_sentCertificate is { } certificate)
        {
            options.Trust?.Validate(certificate, "client", applicationUri: null, Policy, time).Dispose();
        }
    }

    public void Dispose() => _clientKey?.Dispose();

    private static byte[] Leaf(AsymmetricHeader header) =>
        header.SenderCertificate is { Length: > 0 } certificate ? CertificateFacts.Leaf(certificate) : [];

    private void Identify(AsymmetricHeader header, SecurityPolicy policy)
    {
        Policy = policy;
        if (policy.IsNone)
        {
            return;
        }

        _own = ApplicationCertificate.Find(options.Own, policy);
        if (_own is null || options.Trust is null || !options.Offered.Any(offer => offer.Policy == policy))
        {
            throw new UaException(StatusCode.BadSecurityPolicyRejected, $"The security policy {policy} is not offered here.");
        }

        if (!_own.ThumbprintBytes.Span.SequenceEqual(header.ReceiverThumbprint))
        {
            throw new UaException(StatusCode.BadCertificateInvalid, "The message is for another certificate than this server's.");
        }

        _clientKey = options.Trust.Validate(header.SenderCertificate, "client", applicationUri: null, policy, time);
        ClientCertificate = Leaf(header);
        _sentCertificate = header.SenderCertificate;
    }

    private void Check(OpenSecureChannelRequest request)
    {
        var renews = request.RequestType == SecurityTokenRequestType.Renew;
        if (renews != IsOpen || (renews && request.SecurityMode != Mode))
        {
            throw new UaException(StatusCode.BadRequestTypeInvalid, $"A request to {request.RequestType} a token does not fit this channel.");
        }

        var fits = Policy.IsNone
            ? request.SecurityMode == MessageSecurityMode.None
            : options.Offered.Contains((Policy, request.SecurityMode));
        if (!fits)
        {
            throw new UaException(StatusCode.BadSecurityModeRejected, $"The mode {request.SecurityMode} is not offered with the policy {Policy}.");
        }

        var nonce = request.ClientNonce ?? [];
        if (!Policy.IsNone && (nonce.Length != Policy.NonceLength || nonce.AsSpan().SequenceEqual(_lastNonce)))
        {
            throw new UaException(StatusCode.BadNonceInvalid, $"The client's nonce of {nonce.Length} bytes is not {Policy.NonceLength} new random bytes.");
        }

        if (_lastToken > MaxRenewalsPerMinute * (1 + time.GetElapsedTime(_started).TotalMinutes))
        {
            throw new UaException(StatusCode.BadTcpNotEnoughResources, "The channel is renewed too often.");
        }
    }
}
