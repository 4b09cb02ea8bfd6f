using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>As whom a session is used.</summary>
public abstract record UserIdentity
{
    public static UserIdentity Anonymous { get; } = new AnonymousUser();

    /// <summary>The kind of token that the endpoint must accept.</summary>
    public abstract UserTokenType TokenType { get; }

    public static UserIdentity UserName(string user, string password) => new NamedUser(user, password);
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
