namespace IndustrialGateway.Rogue.Tests.Decoding;

/// <summary>Class C: decoders, alone and behind a socket.</summary>
public sealed class DecodingTests(Arena arena) : IClassFixture<Arena>
{
    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C1", MemberType = typeof(BadInputs))]
    public Task C1_values_too_deep_in_each_other_are_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C2", MemberType = typeof(BadInputs))]
    public Task C2_diagnostics_too_deep_in_each_other_are_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C3", MemberType = typeof(BadInputs))]
    public Task C3_an_extension_object_whose_length_lies_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C4", MemberType = typeof(BadInputs))]
    public Task C4_an_array_longer_than_its_bytes_is_refused_before_memory_is_taken(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C5", MemberType = typeof(BadInputs))]
    public Task C5_dimensions_that_do_not_fit_are_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C6", MemberType = typeof(BadInputs))]
    public Task C6_a_text_that_is_not_utf_8_costs_only_itself(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C7", MemberType = typeof(BadInputs))]
    public Task C7_a_node_id_of_no_form_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C8", MemberType = typeof(BadInputs))]
    public Task C8_any_time_is_read(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C9", MemberType = typeof(BadInputs))]
    public Task C9_any_number_keeps_its_bits(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C10", MemberType = typeof(BadInputs))]
    public Task C10_an_unknown_type_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C11", MemberType = typeof(BadInputs))]
    public Task C11_an_unknown_mask_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C12", MemberType = typeof(BadInputs))]
    public Task C12_a_definition_without_an_end_is_only_data(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C13", MemberType = typeof(BadInputs))]
    public Task C13_xml_is_never_parsed(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C14", MemberType = typeof(BadInputs))]
    public Task C14_json_is_never_parsed(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C15", MemberType = typeof(BadInputs))]
    public Task C15_nothing_is_ever_inflated(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C16", MemberType = typeof(BadInputs))]
    public Task C16_elements_without_size_end(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C17", MemberType = typeof(BadInputs))]
    public Task C17_a_message_cut_anywhere_is_refused(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);

    [Theory(Timeout = Arena.Watchdog)]
    [MemberData(nameof(BadInputs.Of), "C18", MemberType = typeof(BadInputs))]
    public Task C18_what_stands_behind_a_message_does_no_harm(string id, string what) =>
        arena.JudgeAsync(id, what, TestContext.Current.CancellationToken);
}
