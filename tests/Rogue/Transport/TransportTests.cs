namespace IndustrialGateway.Rogue.Tests.Transport;

/// <summary>Class A: UACP before anybody is known, towards server and client alike.</summary>
public sealed class TransportTests(Arena arena) : IClassFixture<Arena>
{
    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A1", MemberType = typeof(BadInputs))]
    public Task A1_a_size_that_lies_is_refused_before_it_is_waited_for(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A2", MemberType = typeof(BadInputs))]
    public Task A2_what_follows_a_rejected_message_hurts_nobody(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A3", MemberType = typeof(BadInputs))]
    public Task A3_a_message_at_the_wrong_time_ends_the_connection(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A5", MemberType = typeof(BadInputs))]
    public Task A5_unknown_letters_and_chunks_without_an_end_are_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A6", MemberType = typeof(BadInputs))]
    public Task A6_mixed_messages_are_not_collected(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A4", MemberType = typeof(BadInputs))]
    public Task A4_a_slow_peer_is_given_up(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A7", MemberType = typeof(BadInputs))]
    public Task A7_buffers_that_do_not_fit_are_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A8", MemberType = typeof(BadInputs))]
    public Task A8_a_strange_url_is_refused_or_does_no_harm(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A9", MemberType = typeof(BadInputs))]
    public Task A9_an_error_is_read_within_bounds(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A10", MemberType = typeof(BadInputs))]
    public Task A10_other_protocols_are_hung_up_on(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A11", MemberType = typeof(BadInputs))]
    public Task A11_a_reset_at_any_byte_costs_only_its_connection(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A12", MemberType = typeof(BadInputs))]
    public Task A12_a_reverse_hello_that_nobody_waits_for_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A13", MemberType = typeof(BadInputs))]
    public Task A13_connections_that_come_and_go_leave_nothing(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "A14", MemberType = typeof(BadInputs))]
    public Task A14_small_messages_without_number_cost_a_bounded_amount_each(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);
}
