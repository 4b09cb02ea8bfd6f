namespace IndustrialGateway.Rogue.Tests.Services;

/// <summary>Class D: the services of our server.</summary>
public sealed class ServiceTests(Arena arena) : IClassFixture<Arena>
{
    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D1", MemberType = typeof(BadInputs))]
    public Task D1_paths_back_and_forth_end(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D2", MemberType = typeof(BadInputs))]
    public Task D2_parked_requests_and_sessions_leave_room(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D3", MemberType = typeof(BadInputs))]
    public Task D3_no_subscription_outlives_what_it_may(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D4", MemberType = typeof(BadInputs))]
    public Task D4_refreshes_without_number_cost_a_bounded_amount_each(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D5", MemberType = typeof(BadInputs))]
    public Task D5_a_call_whose_caller_leaves_hurts_nobody(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D6", MemberType = typeof(BadInputs))]
    public Task D6_a_browse_ends_whatever_nodes_do(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D7", MemberType = typeof(BadInputs))]
    public Task D7_what_is_not_offered_is_said_to_be_unsupported(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D8", MemberType = typeof(BadInputs))]
    public Task D8_a_session_is_its_owners(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D9", MemberType = typeof(BadInputs))]
    public Task D9_nobody_reads_without_an_activated_session(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D10", MemberType = typeof(BadInputs))]
    public Task D10_a_filter_is_checked_before_it_is_used(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D11", MemberType = typeof(BadInputs))]
    public Task D11_mad_items_get_sane_numbers(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D12", MemberType = typeof(BadInputs))]
    public Task D12_publish_requests_are_bounded(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D13", MemberType = typeof(BadInputs))]
    public Task D13_a_read_of_too_much_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D14", MemberType = typeof(BadInputs))]
    public Task D14_registrations_are_not_taken(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D15", MemberType = typeof(BadInputs))]
    public Task D15_a_subscription_is_its_users(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "D16", MemberType = typeof(BadInputs))]
    public Task D16_names_do_not_write_the_log(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);
}
