using System.Diagnostics;
using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Benchmarks.OpcUa.Timing;

/// <summary>The work alone that goes before a refusal, without a server and its clock: what it would tell if the refusal went out at once.</summary>
internal static class WorkTiming
{
    private const int Samples = 10_000;
    private const int WarmUp = 200;

    public static void Print()
    {
        using var key = RSA.Create(2_048);
        using var other = RSA.Create(2_048);
        var secrets = new Secrets(key);
        var nonce = RandomNumberGenerator.GetBytes(32);
        var signed = RandomNumberGenerator.GetBytes(100);
        Comparison.Print(
            $"work, password, {Samples} each", Samples, WarmUp, isUndecryptable => Time(
                secrets.Password(isUndecryptable), cipher => Refused(() => PasswordSecret.Decrypt(Secrets.Policy, key, cipher, nonce))));
        Comparison.Print(
            $"work, OPN, {Samples} each", Samples, WarmUp, isUndecryptable => Time(
                secrets.Open(isUndecryptable, blocks: 2), cipher =>
                {
                    var plain = AsymmetricCryptography.Decrypt(Secrets.Policy, key, cipher);
                    Trace.Assert(!AsymmetricCryptography.Verify(Secrets.Policy, other, signed, plain.AsSpan(plain.Length - 256)));
                }));
    }

    private static double Time(byte[] cipher, Action<byte[]> receive)
    {
        var begun = Stopwatch.GetTimestamp();
        receive(cipher);
        return Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
    }

    private static void Refused(Func<string> open)
    {
        try
        {
            open();
            throw new InvalidOperationException("What was wrong has been taken.");
        }
        catch (UaException)
        {
            // As it should be.
        }
    }
}
