using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Interop.Trust;

/// <summary>A server's certificate from a plant's own authorities, made and taken back with openssl (Part 4 §6.1.3; reliability cases F1, F3, F6).</summary>
public sealed class ChainTests(ChainedMachine chained) : IClassFixture<ChainedMachine>, IDisposable
{
    private const int Patience = 60_000;

    private readonly Visitor _visitor = new(RevocationCheck.Required);

    [Theory(Timeout = Patience)]
    [InlineData("Basic256Sha256", MessageSecurityMode.Sign)]
    [InlineData("Aes128_Sha256_RsaOaep", MessageSecurityMode.SignAndEncrypt)]
    [InlineData("Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt)]
    public async Task A_server_that_shows_its_chain_is_trusted_by_its_root_and_the_lists_of_both_authorities(string policy, MessageSecurityMode mode)
    {
        var cancelled = TestContext.Current.CancellationToken;
        _visitor.Trust.Trust(chained.Authority.Root);
        await TakeListsAsync(cancelled);

        await using var session = await ConnectAsync(SecurityChoice.Of(policy, mode), cancelled);

        Assert.Equal(StatusCode.Good, (await session.ReadAsync([new NodeId(2259)], cancelled))[0].Status);
    }

    [Fact(Timeout = Patience)]
    public async Task An_authority_below_the_root_can_be_trusted_alone_when_the_root_completes_its_chain()
    {
        var cancelled = TestContext.Current.CancellationToken;
        _visitor.Trust.Trust(chained.Authority.Line);
        await File.WriteAllBytesAsync(Path.Combine(_visitor.Trust.IssuersPath, "root.der"), chained.Authority.Root, cancelled);
        await TakeListsAsync(cancelled);

        await using var session = await ConnectAsync(SecurityChoice.Default, cancelled);

        Assert.Equal(StatusCode.Good, (await session.ReadAsync([new NodeId(2259)], cancelled))[0].Status);
    }

    [Fact(Timeout = Patience)]
    public async Task A_server_whose_authorities_nobody_trusts_is_refused()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await File.WriteAllBytesAsync(Path.Combine(_visitor.Trust.IssuersPath, "root.der"), chained.Authority.Root, cancelled);
        await TakeListsAsync(cancelled);

        var refusal = await RefusalAsync(cancelled);

        Assert.Equal(StatusCode.BadCertificateUntrusted, refusal.Status);
        Assert.Contains("is not trusted: if it is the right server, move it from", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task A_certificate_that_its_authority_took_back_is_refused_with_what_to_do()
    {
        var cancelled = TestContext.Current.CancellationToken;
        _visitor.Trust.Trust(chained.Authority.Root);
        await PutListAsync("root", await chained.Authority.ListAsync("root", cancelled), cancelled);
        await PutListAsync("line", await chained.Authority.ListWithoutAsync("server", "line", cancelled), cancelled);

        var refusal = await RefusalAsync(cancelled);

        Assert.Equal(StatusCode.BadCertificateRevoked, refusal.Status);
        Assert.Contains("Line authority", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("has taken back the certificate", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("its owner needs a new one", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task An_authority_that_the_root_took_back_issues_nothing_that_counts()
    {
        var cancelled = TestContext.Current.CancellationToken;
        _visitor.Trust.Trust(chained.Authority.Root);
        await PutListAsync("root", await chained.Authority.ListWithoutAsync("line", "root", cancelled), cancelled);
        await PutListAsync("line", await chained.Authority.ListAsync("line", cancelled), cancelled);

        var refusal = await RefusalAsync(cancelled);

        Assert.Equal(StatusCode.BadCertificateIssuerRevoked, refusal.Status);
        Assert.Contains("Plant authority", refusal.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience)]
    [InlineData("line", "BadCertificateRevocationUnknown")]
    [InlineData("root", "BadCertificateIssuerRevocationUnknown")]
    public async Task Where_lists_are_required_a_missing_one_is_named_with_what_to_do(string missing, string status)
    {
        var cancelled = TestContext.Current.CancellationToken;
        _visitor.Trust.Trust(chained.Authority.Root);
        await TakeListsAsync(cancelled);
        File.Delete(Path.Combine(_visitor.Trust.RevocationsPath, $"{missing}.crl"));

        var refusal = await RefusalAsync(cancelled);

        Assert.Equal(status, refusal.Status.ToString());
        Assert.Contains("There is no revocation list of the authority", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("get a new one from the authority", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task Where_lists_are_not_required_a_missing_one_stops_nothing()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var visitor = new Visitor();
        visitor.Trust.Trust(chained.Authority.Root);

        await using var session = await UaSession.ConnectAsync(visitor.Options(chained.Machine.Endpoint, SecurityChoice.Default), cancellationToken: cancelled);

        Assert.Equal(StatusCode.Good, (await session.ReadAsync([new NodeId(2259)], cancelled))[0].Status);
    }

    public void Dispose() => _visitor.Dispose();

    private async Task TakeListsAsync(CancellationToken cancelled)
    {
        foreach (var authority in (string[])["root", "line"])
        {
            await PutListAsync(authority, await chained.Authority.ListAsync(authority, cancelled), cancelled);
        }
    }

    private Task PutListAsync(string authority, byte[] list, CancellationToken cancelled) =>
        File.WriteAllBytesAsync(Path.Combine(_visitor.Trust.RevocationsPath, $"{authority}.crl"), list, cancelled);

    private Task<UaException> RefusalAsync(CancellationToken cancelled) =>
        Assert.ThrowsAsync<UaException>(() => ConnectAsync(SecurityChoice.Default, cancelled));

    private Task<UaSession> ConnectAsync(SecurityChoice security, CancellationToken cancelled) =>
        UaSession.ConnectAsync(_visitor.Options(chained.Machine.Endpoint, security), cancellationToken: cancelled);
}
