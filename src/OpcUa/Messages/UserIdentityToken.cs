using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Who wants to use a session; <see cref="PolicyId"/> names the <see cref="UserTokenPolicy"/> it follows (Part 4 §7.41).</summary>
public abstract record UserIdentityToken(string PolicyId)
{
    /// <summary>The token in an extension object; null when it is a kind that is not known here. No token at all is an anonymous one.</summary>
    public static UserIdentityToken? Decode(ExtensionObject body, CodecLimits limits)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.IsNull)
        {
            return new AnonymousIdentityToken("");
        }

        var reader = new UaReader(body.Body.Span, limits);
        return body is { Encoding: ExtensionBody.Binary, TypeId: { NamespaceIndex: 0, IdType: IdType.Numeric } }
            ? body.TypeId.Numeric switch
            {
                MessageIds.AnonymousIdentityToken => new AnonymousIdentityToken(reader.ReadString() ?? ""),
                MessageIds.UserNameIdentityToken => UserNameIdentityToken.Read(ref reader),
                MessageIds.X509IdentityToken => new X509IdentityToken(reader.ReadString() ?? "", reader.ReadByteString() ?? []),
                MessageIds.IssuedIdentityToken => IssuedIdentityToken.Read(ref reader),
                _ => null,
            }
            : null;
    }

    public ExtensionObject ToExtensionObject()
    {
        using var body = new PooledBufferWriter();
        var writer = new UaWriter(body);
        writer.WriteString(PolicyId);
        WriteRest(ref writer);
        writer.Flush();
        return new ExtensionObject(new NodeId(Id), ExtensionBody.Binary, body.WrittenSpan.ToArray());
    }

    private protected abstract uint Id { get; }

    private protected abstract void WriteRest(ref UaWriter writer);
}

/// <summary>Nobody in particular.</summary>
public sealed record AnonymousIdentityToken(string PolicyId) : UserIdentityToken(PolicyId)
{
    private protected override uint Id => MessageIds.AnonymousIdentityToken;

    private protected override void WriteRest(ref UaWriter writer)
    {
    }
}

/// <summary>A name and a password; encrypted when <paramref name="EncryptionAlgorithm"/> is there, in UTF-8 otherwise (Part 4 §7.41.4).</summary>
public sealed record UserNameIdentityToken(string PolicyId, string UserName, byte[]? Password, string? EncryptionAlgorithm)
    : UserIdentityToken(PolicyId)
{
    private protected override uint Id => MessageIds.UserNameIdentityToken;

    /// <summary>Without the password, also in logs.</summary>
    public override string ToString() => $"{UserName} ({PolicyId})";

    internal static UserNameIdentityToken Read(ref UaReader reader) =>
        new(reader.ReadString() ?? "", reader.ReadString() ?? "", reader.ReadByteString(), reader.ReadString());

    private protected override void WriteRest(ref UaWriter writer)
    {
        writer.WriteString(UserName);
        writer.WriteByteString(Password);
        writer.WriteString(EncryptionAlgorithm);
    }
}

/// <summary>A user's certificate (DER, perhaps with its issuers behind it); the request's UserTokenSignature proves that the key is there (Part 4 §7.41.5).</summary>
public sealed record X509IdentityToken(string PolicyId, byte[] CertificateData) : UserIdentityToken(PolicyId)
{
    private protected override uint Id => MessageIds.X509IdentityToken;

    private protected override void WriteRest(ref UaWriter writer) => writer.WriteByteString(CertificateData);
}

/// <summary>A token from an authorization service; encrypted when <paramref name="EncryptionAlgorithm"/> is there (Part 4 §7.41.6).</summary>
public sealed record IssuedIdentityToken(string PolicyId, byte[]? TokenData, string? EncryptionAlgorithm) : UserIdentityToken(PolicyId)
{
    private protected override uint Id => MessageIds.IssuedIdentityToken;

    /// <summary>Without the token, also in logs.</summary>
    public override string ToString() => $"issued token ({PolicyId})";

    internal static IssuedIdentityToken Read(ref UaReader reader) =>
        new(reader.ReadString() ?? "", reader.ReadByteString(), reader.ReadString());

    private protected override void WriteRest(ref UaWriter writer)
    {
        writer.WriteByteString(TokenData);
        writer.WriteString(EncryptionAlgorithm);
    }
}
