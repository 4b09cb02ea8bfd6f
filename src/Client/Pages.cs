using System.Runtime.CompilerServices;

namespace IndustrialGateway.Client;

/// <summary>Follows a list's page tokens until the list ends.</summary>
internal static class Pages
{
    public static async IAsyncEnumerable<T> FollowAsync<T>(
        Func<string, Task<(IReadOnlyList<T> Items, string NextToken)>> fetch,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var token = "";
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (items, next) = await fetch(token).ConfigureAwait(false);
            foreach (var item in items)
            {
                yield return item;
            }

            token = next;
        }
        while (token.Length > 0);
    }
}
