// An alarm above 75 that operators acknowledge and confirm, and a variable whose values are kept.

export function addAlarm(space, namespace, machine, variable) {
  space.installAlarmsAndConditionsService();
  machine.setEventNotifier(1);
  machine.addReference({ referenceType: 'HasEventSource', nodeId: variable });
  space.rootFolder.objects.server.addReference({ referenceType: 'HasNotifier', nodeId: machine });
  namespace.instantiateExclusiveLimitAlarm('ExclusiveLimitAlarmType', {
    browseName: 'PressureAlarm',
    nodeId: 's=PressureAlarm',
    componentOf: machine,
    conditionName: 'PressureAlarm',
    conditionSource: variable,
    inputNode: variable,
    highLimit: 75,
    optionals: ['ConfirmedState', 'Confirm'],
  });
}

export function keepHistory(space, variable) {
  space.installHistoricalDataNode(variable, { maxOnlineValues: 10_000 });
}
