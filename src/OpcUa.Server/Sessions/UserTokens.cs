using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Sessions;

/// <summary>Checks the user of a session: nobody in particular, or a name with a password that came encrypted (Part 4 §7.41).</summary>
internal sealed class UserTokens(UaServerOptions options)
{
    /// <summary>The user's name; empty for anonymous.</summary>
    /// <exception cref="UaException">BadIdentityTokenInvalid, BadIdentityTokenRejected or BadUserAccessDenied.</exception>
    public string Identify(SecurityPolicy channelPolicy, ExtensionObject body, byte[] serverNonce) =>
        UserIdentityToken.Decode(body, options.Codec) switch
        {
            AnonymousIdentityToken anonymous when options.AllowAnonymous && anonymous.PolicyId is "" or Endpoints.AnonymousPolicy => "",
            AnonymousIdentityToken => throw new UaException(StatusCode.BadIdentityTokenRejected, "This server wants a user name and a password."),
            UserNameIdentityToken name => Check(Endpoints.PasswordPolicy(channelPolicy), name, serverNonce),
            _ => throw new UaException(StatusCode.BadIdentityTokenInvalid, "This kind of user identity token is not known here."),
        };

    private string Check(SecurityPolicy policy, UserNameIdentityToken token, byte[] serverNonce)
    {
        if (options.CheckPassword is null || options.Certificate is null || token.PolicyId != Endpoints.UserNamePolicy)
        {
            throw new UaException(StatusCode.BadIdentityTokenRejected, "This server takes no user names.");
        }

        if (token.EncryptionAlgorithm != policy.AsymmetricEncryptionUri)
        {
            throw new UaException(StatusCode.BadIdentityTokenInvalid, $"The password must come encrypted with {policy.AsymmetricEncryptionUri}.");
        }

        var password = PasswordSecret.Decrypt(policy, options.Certificate.PrivateKey, token.Password, serverNonce);
        return options.CheckPassword(token.UserName, password)
            ? token.UserName
            : throw new UaException(StatusCode.BadUserAccessDenied, "The user name or the password is wrong.");
    }
}
