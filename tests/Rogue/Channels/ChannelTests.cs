namespace IndustrialGateway.Rogue.Tests.Channels;

/// <summary>Class B: secure channels, cryptography and logging in.</summary>
public sealed class ChannelTests(Arena arena) : IClassFixture<Arena>
{
    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B1", MemberType = typeof(BadInputs))]
    public Task B1_a_damaged_secret_tells_nothing_of_its_damage(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B2", MemberType = typeof(BadInputs))]
    public Task B2_a_signature_that_is_an_echo_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B3", MemberType = typeof(BadInputs))]
    public Task B3_a_nonce_that_is_not_fresh_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B4", MemberType = typeof(BadInputs))]
    public Task B4_a_replayed_or_skipped_chunk_ends_the_channel(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B5", MemberType = typeof(BadInputs))]
    public Task B5_an_old_or_unknown_token_ends_the_channel(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B6", MemberType = typeof(BadInputs))]
    public Task B6_a_message_of_another_channel_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B7", MemberType = typeof(BadInputs))]
    public Task B7_an_altered_message_is_refused_whatever_was_altered(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B8", MemberType = typeof(BadInputs))]
    public Task B8_a_policy_that_was_not_chosen_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B9", MemberType = typeof(BadInputs))]
    public Task B9_a_downgraded_discovery_is_noticed(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B10", MemberType = typeof(BadInputs))]
    public Task B10_a_password_never_goes_out_unencrypted(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B11", MemberType = typeof(BadInputs))]
    public Task B11_a_secret_of_the_wrong_shape_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B12", MemberType = typeof(BadInputs))]
    public Task B12_mad_lifetimes_become_sane_ones(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B13", MemberType = typeof(BadInputs))]
    public Task B13_a_strange_goodbye_says_nothing_back(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B14", MemberType = typeof(BadInputs))]
    public Task B14_a_flood_of_opens_is_stopped(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B15", MemberType = typeof(BadInputs))]
    public Task B15_guessing_costs_the_server_the_same_each_time(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "B16", MemberType = typeof(BadInputs))]
    public Task B16_a_wrong_guess_is_told_as_any_other(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);
}
