package org.aofkit.io;

import java.util.List;

class ConcatSourceTest extends ByteSourceContract {
  @Override
  ByteSource open() {
    MemorySource all = new MemorySource("memory", CONTENT);
    return new ConcatSource(
        "joined",
        List.of(
            new SliceSource(all, 0, 0),
            new SliceSource(all, 0, 4097),
            new SliceSource(all, 4097, 0),
            new SliceSource(all, 4097, 3),
            new SliceSource(all, 4100, CONTENT.length - 4100)));
  }
}
