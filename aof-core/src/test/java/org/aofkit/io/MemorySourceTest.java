package org.aofkit.io;

class MemorySourceTest extends ByteSourceContract {
  @Override
  ByteSource open() {
    return new MemorySource("memory", CONTENT);
  }
}
