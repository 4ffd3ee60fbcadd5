package org.aofkit.rdb.packed;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Walks listpacks. */
public final class Listpack extends PackedContainer {
  @Override
  long header(PackedInput in) throws IOException, PackedDamage {
    return UNKNOWN;
  }

  @Override
  boolean isTerminated() {
    return true;
  }

  @Override
  long entries(PackedInput in, @Nullable PackedSink sink) throws IOException, PackedDamage {
    in.skip(in.remaining());
    return 0;
  }
}
