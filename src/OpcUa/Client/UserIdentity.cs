using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>As whom a session is used.</summary>
public abstract record UserIdentity
{
    public static UserIdentity Anonymous { get; } = new AnonymousUser();

    /// <summary>The kind of token that the endpoint must accept.</summary>
    public abstract UserTokenType TokenType { get; }

    public static UserIdentity UserName(string user, string password) => new NamedUser(user, password);

    /// <param name="certificate">Stays the caller's, and must live as long as the client.</param>
    public static UserIdentity Certificate(UserCertificate certificate) => new CertifiedUser(certificate);
}

/// <summary>Nobody in particular.</summary>
public sealed record AnonymousUser : UserIdentity
{
    public override UserTokenType TokenType => UserTokenType.Anonymous;
}

/// <summary>A name with a password, which never leaves this process in clear text on a channel that is not encrypted.</summary>
public sealed record NamedUser(string User, string Password) : UserIdentity
{
    public override UserTokenType TokenType => UserTokenType.UserName;

    /// <summary>Without the password, also in logs.</summary>
    public override string ToString() => User;
}

/// <summary>Somebody with a certificate, whose key never leaves this process.</summary>
public sealed record CertifiedUser(UserCertificate Credential) : UserIdentity
{
    public override UserTokenType TokenType => UserTokenType.Certificate;

    public override string ToString() => Credential.Subject;
}
