namespace IndustrialGateway.Rogue.Tests.Certificates;

/// <summary>Class F: certificates.</summary>
public sealed class CertificateTests(Arena arena) : IClassFixture<Arena>
{
    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "F1", MemberType = typeof(BadInputs))]
    public Task F1_a_chain_without_an_end_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "F2", MemberType = typeof(BadInputs))]
    public Task F2_a_key_of_another_kind_is_refused_unread(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "F3", MemberType = typeof(BadInputs))]
    public Task F3_a_certificate_out_of_its_time_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "F4", MemberType = typeof(BadInputs))]
    public Task F4_a_certificate_of_another_name_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "F5", MemberType = typeof(BadInputs))]
    public Task F5_a_weak_key_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "F6", MemberType = typeof(BadInputs))]
    public Task F6_a_certificate_for_another_use_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "F7", MemberType = typeof(BadInputs))]
    public Task F7_a_malformed_certificate_is_refused_wherever_it_is_malformed(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "F8", MemberType = typeof(BadInputs))]
    public Task F8_nobody_is_trusted_by_coming_often(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "F9", MemberType = typeof(BadInputs))]
    public Task F9_a_shared_key_shares_no_trust(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "F10", MemberType = typeof(BadInputs))]
    public Task F10_trust_that_is_taken_back_is_gone(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);
}
