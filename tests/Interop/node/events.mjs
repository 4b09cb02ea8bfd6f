// Events of a type of its own, one after the other: the machine has made a part.
export function addEvents(namespace, machine) {
  const type = namespace.addEventType({ browseName: 'PartMadeEventType', nodeId: 's=PartMadeEventType', subtypeOf: 'BaseEventType' });
  return {
    tell({ tell: text, from, count }) {
      for (let index = from; index < from + count; index++) {
        machine.raiseEvent(type, {
          message: { dataType: 'LocalizedText', value: { locale: 'zh-CN', text: `${text} ${index}` } },
          severity: { dataType: 'UInt16', value: index },
        });
      }
    },
  };
}
