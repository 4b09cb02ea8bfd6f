namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>
/// Saves beside those who ask for it, since they may be a connection's reader: one save at a time, and of all that are asked for while one runs only the
/// last. For any number of threads.
/// </summary>
/// <param name="save">Saves what there is at that moment; throws nothing.</param>
internal sealed class LateSave(Action save)
{
    private readonly Lock _gate = new();
    private Task _saving = Task.CompletedTask;
    private bool _isSaving;
    private bool _isAsked;

    /// <summary>Comes back at once.</summary>
    public void Ask()
    {
        lock (_gate)
        {
            _isAsked = true;
            if (!_isSaving)
            {
                _isSaving = true;
                _saving = Task.Run(SaveAll);
            }
        }
    }

    /// <summary>All that was asked for until now is saved.</summary>
    public Task SavedAsync()
    {
        lock (_gate)
        {
            return _saving;
        }
    }

    private void SaveAll()
    {
        while (Take())
        {
            save();
        }
    }

    private bool Take()
    {
        lock (_gate)
        {
            _isSaving = _isAsked;
            _isAsked = false;
            return _isSaving;
        }
    }
}
