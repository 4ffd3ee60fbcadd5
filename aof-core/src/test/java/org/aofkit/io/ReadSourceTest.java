package org.aofkit.io;

class ReadSourceTest extends FileSourceContract {
  @Override
  IoMode mode() {
    return IoMode.READ;
  }
}
