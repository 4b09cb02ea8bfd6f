namespace IndustrialGateway.Rogue.Tests.Sessions;

/// <summary>Class E: our client at a rogue server.</summary>
public sealed class SessionTests(Arena arena) : IClassFixture<Arena>
{
    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E1", MemberType = typeof(BadInputs))]
    public Task E1_a_space_without_an_end_is_left(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E2", MemberType = typeof(BadInputs))]
    public Task E2_a_continuation_point_without_an_end_is_left(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E3", MemberType = typeof(BadInputs))]
    public Task E3_an_answer_nobody_asked_for_is_not_taken(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E4", MemberType = typeof(BadInputs))]
    public Task E4_a_status_with_an_empty_body_is_that_status(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E5", MemberType = typeof(BadInputs))]
    public Task E5_a_mad_namespace_array_is_refused_or_lived_with(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E6", MemberType = typeof(BadInputs))]
    public Task E6_types_without_an_end_are_only_references(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E7", MemberType = typeof(BadInputs))]
    public Task E7_mad_sequence_numbers_neither_stop_nor_repeat(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E8", MemberType = typeof(BadInputs))]
    public Task E8_notifications_for_nobody_hurt_nobody(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E9", MemberType = typeof(BadInputs))]
    public Task E9_republishing_comes_to_an_end(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E10", MemberType = typeof(BadInputs))]
    public Task E10_mad_revised_values_do_not_stop_the_client(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E11", MemberType = typeof(BadInputs))]
    public Task E11_an_answer_that_does_not_come_is_given_up(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E12", MemberType = typeof(BadInputs))]
    public Task E12_a_name_is_only_a_name(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E13", MemberType = typeof(BadInputs))]
    public Task E13_a_time_in_the_future_holds_nothing_back(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E14", MemberType = typeof(BadInputs))]
    public Task E14_a_type_that_changes_is_delivered_as_it_comes(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E15", MemberType = typeof(BadInputs))]
    public Task E15_a_clock_that_jumps_holds_nothing_back(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "E16", MemberType = typeof(BadInputs))]
    public Task E16_many_clients_come_back_together(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);
}
