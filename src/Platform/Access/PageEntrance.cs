namespace IndustrialGateway.Platform.Access;

/// <summary>Trades the one-time link for a session cookie and shows the page.</summary>
internal static class PageEntrance
{
    public const string Path = "/open";

    public static IResult Open(HttpContext context, PageLink link, PageSessions sessions, string? token)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (string.IsNullOrEmpty(token) || !link.TryUse(token))
        {
            return Results.Text(
                "The link has been used or is too old. A fresh one is in the file page-link of the platform's data folder.",
                statusCode: StatusCodes.Status403Forbidden);
        }

        context.Response.Cookies.Append(PageSessions.Cookie, sessions.Open(), new CookieOptions
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            MaxAge = PageSessions.Life,
        });
        return Results.Redirect("/");
    }
}
