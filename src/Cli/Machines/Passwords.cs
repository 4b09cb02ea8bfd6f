using System.Text;

namespace IndustrialGateway.Cli.Machines;

/// <summary>Asks for a password without showing it; never takes one from the command line, which others can see.</summary>
internal static class Passwords
{
    public const string Variable = "IGW_PASSWORD";

    public static string Ask(string user)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return given;
        }

        if (Console.IsInputRedirected)
        {
            throw new CliException(ExitCodes.Usage, $"There is no password for {user}.", $"Set {Variable}.");
        }

        Console.Error.Write($"Password of {user}: ");
        var password = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace && password.Length > 0)
            {
                password.Length--;
            }
            else if (!char.IsControl(key.KeyChar))
            {
                password.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return password.ToString();
    }
}
