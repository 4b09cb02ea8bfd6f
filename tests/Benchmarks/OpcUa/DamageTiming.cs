using System.Diagnostics;
using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Benchmarks.OpcUa;

/// <summary>
/// Whether the time of a refusal tells what was wrong with a secret: a block that cannot be decrypted beside one that can be and is wrong inside. Both
/// are done in turn in random order; Welch's t beyond ±4.5 would tell them apart (the bound of dudect, Reparaz et al. 2016).
/// </summary>
internal static class DamageTiming
{
    private const int Samples = 10_000;
    private const double Bound = 4.5;

    // The slowest are the machine's own interruptions.
    private const double Kept = 0.9;

    private static readonly SecurityPolicy Policy = SecurityPolicy.Basic256Sha256;

    public static void Print()
    {
        using var key = RSA.Create(2_048);
        using var other = RSA.Create(2_048);
        var nonce = RandomNumberGenerator.GetBytes(32);
        var foreign = RandomNumberGenerator.GetBytes(32);
        Console.WriteLine($"{Samples} of each; |t| below {Bound} tells nothing");
        Compare(
            "password: not decryptable / of another session",
            () => Harmless(RandomNumberGenerator.GetBytes(256)),
            () => PasswordSecret.Encrypt(Policy, key, "a guess", foreign),
            cipher => Refused(() => PasswordSecret.Decrypt(Policy, key, cipher, nonce)));
        var signed = RandomNumberGenerator.GetBytes(100);
        Compare(
            "OPN: not decryptable / with a wrong signature",
            () => Harmless(RandomNumberGenerator.GetBytes(512)),
            () => AsymmetricCryptography.Encrypt(Policy, key, RandomNumberGenerator.GetBytes(428)),
            cipher =>
            {
                var plain = AsymmetricCryptography.Decrypt(Policy, key, cipher);
                Trace.Assert(!AsymmetricCryptography.Verify(Policy, other, signed, plain.AsSpan(plain.Length - 256)));
            });
    }

    // Below the modulus, whatever that is.
    private static byte[] Harmless(byte[] cipher)
    {
        for (var at = 0; at < cipher.Length; at += 256)
        {
            cipher[at] = 0;
        }

        return cipher;
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

    private static void Compare(string what, Func<byte[]> undecryptable, Func<byte[]> wrong, Action<byte[]> receive)
    {
        var order = Enumerable.Range(0, 2 * Samples).Select(at => at % 2 == 0).ToArray();
        Random.Shared.Shuffle(order);
        List<double> first = [], second = [];
        for (var at = -200; at < order.Length; at++)
        {
            var isFirst = order[Math.Max(at, 0)];
            var cipher = isFirst ? undecryptable() : wrong();
            var begun = Stopwatch.GetTimestamp();
            receive(cipher);
            var took = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
            if (at >= 0)
            {
                (isFirst ? first : second).Add(took);
            }
        }

        var (a, b) = (Moments(first), Moments(second));
        var t = (a.Mean - b.Mean) / Math.Sqrt((a.Variance / a.Count) + (b.Variance / b.Count));
        Console.WriteLine($"{what}: {a.Mean:F1} / {b.Mean:F1} us, t {t:F1}{(Math.Abs(t) < Bound ? "" : ", which tells them apart")}");
    }

    private static (double Mean, double Variance, int Count) Moments(List<double> samples)
    {
        samples.Sort();
        var kept = samples.Take((int)(samples.Count * Kept)).ToArray();
        var mean = kept.Average();
        return (mean, kept.Sum(each => (each - mean) * (each - mean)) / (kept.Length - 1), kept.Length);
    }
}
