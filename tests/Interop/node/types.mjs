// The edges of the built-in types: below `Types/<type>/` each value by itself, all of them as `Array`, six as `Matrix` (2×3), `NoRows` (0×3), `Empty` and `None`.
// tests/EndToEnd/Types holds the same values in C#, in the same order; it names those that node-opcua cannot hold.
import opcua from 'node-opcua';

const { coerceLocalizedText, coerceNodeId, coerceQualifiedName, DataType, DataValue, ExpandedNodeId, NodeIdType, StatusCodes, Variant, VariantArrayType } = opcua;

const guid = '72962b91-fa75-4ae6-8d28-b404dc7daf63';
const variant = (dataType, value, arrayType = VariantArrayType.Scalar) => new Variant({ dataType: DataType[dataType], arrayType, value });

/** 64-bit integers are [high, low]. */
const values = {
  Boolean: [true, false],
  SByte: [-128, 127],
  Byte: [0, 255],
  Int16: [-32768, 32767],
  UInt16: [0, 65535],
  Int32: [-12, -2147483648, 2147483647],
  UInt32: [0, 4294967295],
  Int64: [[0x80000000, 0], [0x7fffffff, 0xffffffff]],
  UInt64: [[0, 0], [0xffffffff, 0xffffffff]],
  Float: [Math.fround(0.1), -0, 2 ** -149, NaN, Infinity],
  Double: [0.1, -0, Number.MIN_VALUE, NaN, -Infinity, Number.MAX_VALUE],
  String: ['123', '', null, '压力 <b>\u0001'],
  DateTime: [new Date(Date.UTC(1601, 0, 1)), new Date(Date.UTC(2026, 10, 26, 9, 30, 0, 123)), new Date(Date.UTC(9999, 11, 31, 23, 59, 59, 999))],
  Guid: [guid, '00000000-0000-0000-0000-000000000000'],
  ByteString: [Buffer.from([0, 255, 1]), Buffer.alloc(0), null],
  XmlElement: ['<a>1</a>', null],
  NodeId: [
    coerceNodeId('i=85'), coerceNodeId('ns=1;i=4294967295'), coerceNodeId('ns=1;s=压力;1'), coerceNodeId(`ns=1;g=${guid}`),
    coerceNodeId('ns=1;b=Af8='), coerceNodeId('i=0'),
  ],
  ExpandedNodeId: [new ExpandedNodeId(NodeIdType.STRING, 'A', 1)],
  StatusCode: [StatusCodes.BadNoCommunication, StatusCodes.Good],
  QualifiedName: [coerceQualifiedName('1:Druck'), coerceQualifiedName({ namespaceIndex: 0, name: '123' }), coerceQualifiedName({ namespaceIndex: 0, name: 'ns=1;x' })],
  LocalizedText: [coerceLocalizedText({ locale: 'zh-CN', text: '压力机' }), coerceLocalizedText({ text: 'press' }), coerceLocalizedText({})],
  DataValue: [new DataValue({ value: variant('Int32', -12) })],
  Variant: [
    variant('Int32', -12), variant('String', '123'), variant('Null'), variant('UInt64', [0xffffffff, 0xffffffff]),
    variant('Byte', Uint8Array.of(1, 2), VariantArrayType.Array), variant('Variant', [variant('Float', 1.5)], VariantArrayType.Array),
  ],
};

export function addTypes(namespace, machine) {
  const root = namespace.addObject({ componentOf: machine, browseName: 'Types', nodeId: 's=Types' });
  for (const [type, elements] of Object.entries(values)) {
    const folder = namespace.addObject({ componentOf: root, browseName: type, nodeId: `s=Types/${type}` });
    const six = [0, 1, 2, 3, 4, 5].map((cell) => elements[cell % elements.length]);
    if (type !== 'Variant') {
      elements.forEach((value, index) => add(folder, type, `${index}`, -1, { value }));
    }

    add(folder, type, 'Array', 1, { value: elements });
    add(folder, type, 'Empty', 1, { value: [] });
    add(folder, type, 'None', 1, { value: null });
    add(folder, type, 'Matrix', 2, { value: six, dimensions: [2, 3] });
    add(folder, type, 'NoRows', 2, { value: [], dimensions: [0, 3] });
  }

  function add(folder, type, name, valueRank, { value, dimensions }) {
    const arrayType = [VariantArrayType.Scalar, VariantArrayType.Scalar, VariantArrayType.Array, VariantArrayType.Matrix][valueRank + 1];
    namespace.addVariable({
      componentOf: folder,
      browseName: name,
      nodeId: `s=Types/${type}/${name}`,
      dataType: type === 'Variant' ? 'BaseDataType' : type,
      valueRank,
      ...(dimensions ? { arrayDimensions: dimensions } : {}),
      value: new Variant({ dataType: DataType[type], arrayType, value, dimensions }),
    });
  }
}
