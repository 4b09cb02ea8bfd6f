using System.Security.Cryptography;
using System.Text;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// Says to a server who the user is, and proves it (Part 4 §7.41). A password goes encrypted, or in clear text inside an encrypted channel
/// where the server offers nothing else; a certificate's key signs and stays here.
/// </summary>
internal sealed class UserTokenMaking(UaClientOptions options, Connection connection, TimeProvider time)
{
    private readonly SelectedEndpoint _selected = connection.Selected;

    /// <exception cref="UaException">The token would betray a secret, or it is not certain to whom.</exception>
    public (UserIdentityToken Token, SignatureData Signature) Make(SessionIdentity session) => options.Identity switch
    {
        NamedUser user => (Named(user, session), SignatureData.None),
        CertifiedUser user => Certified(user.Credential, session.ServerCertificate, session.ServerNonce),
        _ => (new AnonymousIdentityToken(_selected.UserToken.PolicyId), SignatureData.None),
    };

    private UserNameIdentityToken Named(NamedUser user, SessionIdentity session)
    {
        var policyId = _selected.UserToken.PolicyId;
        var policy = EndpointSelection.TokenPolicy(_selected, options.Security);
        if (policy.IsNone)
        {
            return _selected.Mode == MessageSecurityMode.SignAndEncrypt
                ? new UserNameIdentityToken(policyId, user.User, Encoding.UTF8.GetBytes(user.Password), null)
                : throw new UaException(
                    StatusCode.BadSecurityModeInsufficient,
                    "The server wants the password in clear text on a channel that is not encrypted; it is not sent. Choose SignAndEncrypt.");
        }

        using var key = ServerKey(policy);
        var secret = policy.IsElliptic
            ? EccSecret.Encrypt(policy, Signer(policy), EphemeralKey(session), user.Password, session.ServerNonce, time)
            : PasswordSecret.Encrypt(policy, key, user.Password, session.ServerNonce);
        return new UserNameIdentityToken(policyId, user.User, secret, policy.AsymmetricEncryptionUri);
    }

    private static byte[] EphemeralKey(SessionIdentity session) => session.ServerKey ?? throw new UaException(
        StatusCode.BadIdentityTokenInvalid, "The server has given no key on which the password could be encrypted; it is not sent.");

    private ApplicationCertificate Signer(SecurityPolicy policy) => connection.Own is { } own && own.Fits(policy)
        ? own
        : throw new UaException(
            StatusCode.BadSecurityPolicyRejected,
            $"The server wants the password under {policy}, signed with a certificate that its channel does not have: choose an endpoint with {policy}.");

    private (UserIdentityToken Token, SignatureData Signature) Certified(UserCertificate user, byte[]? serverCertificate, byte[]? serverNonce)
    {
        var policy = EndpointSelection.TokenPolicy(_selected, options.Security);
        if (policy.IsNone)
        {
            throw new UaException(
                StatusCode.BadSecurityPolicyRejected,
                "The server takes user certificates without a signature, so that anybody could use this one; it is not sent. Choose another endpoint.");
        }

        if (!policy.Keys.Contains(user.Kind))
        {
            throw new UaException(
                StatusCode.BadIdentityTokenInvalid,
                $"The server wants users' certificates with keys for {policy}; the one of {user.Subject} has a key of the kind {user.Kind}. Choose another endpoint or certificate.");
        }

        ServerKey(policy).Dispose(); // it is checked for whom the signature is
        var leaf = CertificateFacts.Leaf(serverCertificate is { Length: > 0 } ? serverCertificate : _selected.Endpoint.ServerCertificate);
        var signature = AsymmetricCryptography.Sign(policy, user.PrivateKey, [.. leaf, .. serverNonce ?? []]);
        return (
            new X509IdentityToken(_selected.UserToken.PolicyId, user.Der.ToArray()),
            new SignatureData(policy.AsymmetricSignatureUri, signature));
    }

    // On a channel without security nobody has checked the certificate yet, and whoever is in between could offer their own.
    private AsymmetricAlgorithm ServerKey(SecurityPolicy policy)
    {
        var certificate = _selected.Endpoint.ServerCertificate;
        if (!_selected.Policy.IsNone)
        {
            return TrustFolder.PublicKey(certificate, policy);
        }

        var trust = options.Trust ?? throw new UaException(
            StatusCode.BadCertificateUntrusted, "A password or a user's certificate needs a trust folder, to know for whom it may be used.");
        return trust.Validate(certificate, "server", _selected.Endpoint.Server.ApplicationUri, policy, time);
    }
}
