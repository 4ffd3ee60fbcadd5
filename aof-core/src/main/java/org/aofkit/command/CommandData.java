package org.aofkit.command;

/**
 * The commands of all servers, made by {@code CommandTableGenerator} from the servers' own tables;
 * not to be edited.
 *
 * <p>A constant in a class and not a resource, since the first resource read from a jar costs a
 * cold JVM 5 ms, and this constant half a millisecond.
 *
 * <pre>
 *   =A -1 -1 -1 -1 -1 -1   arity class A: on Redis 7.0, 7.2, 7.4, 8.0, Valkey 8, 9; 0 is unknown
 *   {@literal @}A 0 0 0 {@literal @}B 1 -1 1     places A, B: first key, last key, step
 *   %A 1.0.0 1.0.0 %B - -    since A, B: the first Redis, the first Valkey
 *   append Y . wk-d B C    name, arity class, kind (see CommandKind), flags, places, since
 *   |cat B . ---- A Q      a subcommand of the command above it
 * </pre>
 *
 * <p>Flags: {@code w} may write, {@code k} has keys in fixed places, {@code m} in movable ones,
 * {@code d} depends on the selected database.
 */
final class CommandData {
  static final String TEXT =
      """
      =A -1 -1 -1 -1 -1 -1
      =B -2 -2 -2 -2 -2 -2
      =C -3 -3 -3 -3 -3 -3
      =D -4 -3 -3 -3 -3 -3
      =E -4 -4 -4 -4 -4 -4
      =F -5 -5 -5 -5 -5 -5
      =G -6 -6 -6 -6 -6 -6
      =H -7 -7 -7 -7 -7 -7
      =I -8 -8 -8 -8 -8 -8
      =J 0 0 -5 -5 0 -5
      =K 0 0 -6 -6 0 -6
      =L 0 0 0 -1 0 0
      =M 0 0 0 -5 0 -5
      =N 0 0 0 -6 0 -6
      =O 0 0 0 0 -3 -3
      =P 0 0 0 0 -4 -4
      =Q 0 0 0 0 0 -2
      =R 0 0 0 0 0 -3
      =S 0 0 0 0 0 -4
      =T 0 0 0 0 0 2
      =U 0 0 0 0 0 3
      =V 0 0 0 0 0 4
      =W 0 0 0 0 3 3
      =X 0 2 2 2 2 2
      =Y 0 3 3 3 3 3
      =Z 0 4 4 4 4 4
      =a 1 1 1 1 1 1
      =b 2 2 2 2 2 2
      =c 3 -3 -3 -3 -3 -3
      =d 3 3 3 3 3 -3
      =e 3 3 3 3 3 3
      =f 4 4 4 4 4 4
      =g 5 5 5 5 5 5
      =h 6 6 6 6 6 6
      @A 0 0 0 @B 1 -1 1 @C 1 -1 2 @D 1 -2 1 @E 1 1 1 @F 1 2 1 @G 2 -1 1 @H 2 2 1 @I 3 3 1
      %A - - %B - 8.0.0 %C - 8.1.0 %D - 9.0.0 %E - 9.1.0 %F 1.0.0 1.0.0 %G 1.0.1 1.0.1
      %H 1.0.5 1.0.5 %I 1.2.0 1.2.0 %J 2.0.0 2.0.0 %K 2.2.0 2.2.0 %L 2.2.12 2.2.12
      %M 2.2.3 2.2.3 %N 2.4.0 2.4.0 %O 2.6.0 2.6.0 %P 2.6.9 2.6.9 %Q 2.8.0 2.8.0
      %R 2.8.12 2.8.12 %S 2.8.13 2.8.13 %T 2.8.7 2.8.7 %U 2.8.9 2.8.9 %V 3.0.0 3.0.0
      %W 3.2.0 3.2.0 %X 3.2.1 3.2.1 %Y 3.2.10 3.2.10 %Z 4.0.0 4.0.0 %a 5.0.0 5.0.0
      %b 6.0.0 6.0.0 %c 6.0.6 6.0.6 %d 6.2.0 6.2.0 %e 7.0.0 7.0.0 %f 7.2.0 7.2.0
      %g 7.4.0 9.0.0 %h 8.0.0 9.0.0 %i 8.0.0 9.1.0
      acl B . ---- A b
      |cat B . ---- A b
      |deluser C . ---- A b
      |dryrun E . ---- A e
      |genpass B . ---- A b
      |getuser e . ---- A b
      |help b . ---- A b
      |list b . ---- A b
      |load b . ---- A b
      |log B . ---- A b
      |save b a ---- A b
      |setuser C a ---- A b
      |users b . ---- A b
      |whoami b . ---- A b
      append e . wk-d E J
      asking a . ---- A V
      auth B . ---- A F
      bgrewriteaof a a ---- A F
      bgsave A a ---- A F
      bitcount B . -k-d E O
      bitfield B . wk-d E W
      bitfield_ro B . -k-d E b
      bitop E . wk-d G O
      bitpos C . -k-d E T
      blmove h . wk-d F d
      blmpop F . w-md A e
      blpop C . wk-d D J
      brpop C . wk-d D J
      brpoplpush f . wk-d F K
      bzmpop F . w-md A e
      bzpopmax C . wk-d D a
      bzpopmin C . wk-d D a
      client B . ---- A N
      |caching e . ---- A b
      |capa O . ---- A B
      |getname b . ---- A P
      |getredir b . ---- A b
      |help b . ---- A a
      |id b . ---- A a
      |import-source U . ---- A C
      |info b . ---- A d
      |kill C . ---- A N
      |list B . ---- A N
      |no-evict e . ---- A e
      |no-touch Y . ---- A f
      |pause C . ---- A V
      |reply e . ---- A W
      |setinfo Z . ---- A f
      |setname e . ---- A P
      |tracking C . ---- A b
      |trackinginfo b . ---- A d
      |unblock C . ---- A a
      |unpause b . ---- A d
      cluster B . ---- A V
      |addslots C . ---- A V
      |addslotsrange E . ---- A e
      |bumpepoch b . ---- A V
      |cancelslotmigrations T . ---- A D
      |count-failure-reports e . ---- A V
      |countkeysinslot e . ---- A V
      |delslots C . ---- A V
      |delslotsrange E . ---- A e
      |failover B . ---- A V
      |flushslot R . w--- A D
      |flushslots b . ---- A V
      |forget e . ---- A V
      |getkeysinslot f . ---- A V
      |getslotmigrations T . ---- A D
      |help b . ---- A a
      |info b . ---- A V
      |keyslot e . ---- A V
      |links b . ---- A e
      |meet E . ---- A V
      |migrateslots S . ---- A D
      |myid b . ---- A V
      |myshardid X . ---- A f
      |nodes b . ---- A V
      |replicas e . ---- A a
      |replicate d . ---- A V
      |reset B . ---- A V
      |saveconfig b . ---- A V
      |set-config-epoch e . ---- A V
      |setslot E . ---- A V
      |shards b . ---- A e
      |slaves e . ---- A V
      |slot-stats P . ---- A B
      |slots b . ---- A V
      |syncslots R . ---- A D
      clusterscan Q . ---- A E
      command A . ---- A S
      |count b . ---- A S
      |docs B . ---- A e
      |getkeys D . ---- A S
      |getkeysandflags D . ---- A e
      |help b . ---- A a
      |info B . ---- A S
      |list B . ---- A e
      commandlog Q . ---- A C
      |get V . ---- A C
      |help T . ---- A C
      |len U . ---- A C
      |reset U . ---- A C
      config B . ---- A J
      |get C . ---- A J
      |help b . ---- A a
      |resetstat b . ---- A J
      |rewrite b a ---- A Q
      |set E a ---- A J
      copy C c wk-d F d
      dbsize a . ---d A F
      debug B a ---- A F
      decr b . wk-d E F
      decrby e . wk-d E F
      del B . wk-d B F
      delifeq U . wk-d E D
      discard a d ---- A J
      dump b . -k-d E O
      echo b . ---- A F
      eval C e --md A O
      eval_ro C e --md A e
      evalsha C e --md A O
      evalsha_ro C e --md A e
      exec a x ---- A I
      exists B . -k-d B F
      expire C . wk-d E F
      expireat C . wk-d E I
      expiretime b . -k-d E e
      failover A a ---- A d
      fcall C e --md A e
      fcall_ro C e --md A e
      flushall A F w--- A F
      flushdb A f w--d A F
      function B . ---- A e
      |delete e . w--- A e
      |dump b . ---- A e
      |flush B K w--- A e
      |help b . ---- A e
      |kill b . ---- A e
      |list B . ---- A e
      |load C L w--- A e
      |restore C R w--- A e
      |stats b . ---- A e
      geoadd F . wk-d E W
      geodist E . -k-d E W
      geohash B . -k-d E W
      geopos B . -k-d E W
      georadius G . wkmd E W
      georadius_ro G . -k-d E Y
      georadiusbymember F . wkmd E W
      georadiusbymember_ro F . -k-d E Y
      geosearch H . -k-d E d
      geosearchstore I . wk-d F d
      get b . -k-d E F
      getbit e . -k-d E K
      getdel b . wk-d E d
      getex B . wk-d E d
      getrange f . -k-d E N
      getset e . wk-d E F
      hdel C . wk-d E J
      hello A . ---- A b
      hexists e . -k-d E J
      hexpire K . wk-d E g
      hexpireat K . wk-d E g
      hexpiretime J . -k-d E g
      hget e . -k-d E J
      hgetall b . -k-d E J
      hgetdel M . wk-d E i
      hgetex M . wk-d E h
      hincrby f . wk-d E J
      hincrbyfloat f . wk-d E O
      hkeys b . -k-d E J
      hlen b . -k-d E J
      hmget C . -k-d E J
      hmset E . wk-d E J
      hpersist J . wk-d E g
      hpexpire K . wk-d E g
      hpexpireat K . wk-d E g
      hpexpiretime J . -k-d E g
      hpttl J . -k-d E g
      hrandfield B . -k-d E d
      hscan C . -k-d E Q
      hset E . wk-d E J
      hsetex N . wk-d E h
      hsetnx f . wk-d E J
      hstrlen e . -k-d E W
      httl J . -k-d E g
      hvals b . -k-d E J
      incr b . wk-d E F
      incrby e . wk-d E F
      incrbyfloat e . wk-d E O
      info A . ---- A F
      keys b . ---d A F
      lastsave a . ---- A F
      latency B . ---- A S
      |doctor b . ---- A S
      |graph e . ---- A S
      |help b . ---- A S
      |histogram B . ---- A e
      |history e . ---- A S
      |latest b . ---- A S
      |reset B . ---- A S
      lcs C . -k-d F e
      lindex e . -k-d E F
      linsert g . wk-d E K
      llen b . -k-d E F
      lmove g . wk-d F d
      lmpop E . w-md A e
      lolwut A . ---- A a
      lpop B . wk-d E F
      lpos C . -k-d E c
      lpush C . wk-d E F
      lpushx C . wk-d E K
      lrange f . -k-d E F
      lrem f . wk-d E F
      lset f . wk-d E F
      ltrim f . wk-d E F
      memory B . ---- A Z
      |doctor b . ---- A Z
      |help b . ---- A Z
      |malloc-stats b . ---- A Z
      |purge b . ---- A Z
      |stats b . ---- A Z
      |usage C . -k-d H Z
      mget B . -k-d B F
      migrate G a wkmd I O
      module B . ---- A Z
      |help b . ---- A a
      |list b . ---- A Z
      |load C a ---- A Z
      |loadex C a ---- A e
      |unload e a ---- A Z
      monitor a . ---- A F
      move e v wk-d E F
      mset C . wk-d C G
      msetex S . w-md A E
      msetnx C . wk-d C G
      multi a m ---- A I
      object B . ---- A M
      |encoding e . -k-d H M
      |freq e . -k-d H Z
      |help b . ---- A d
      |idletime e . -k-d H M
      |refcount e . -k-d H M
      persist b . wk-d E K
      pexpire C . wk-d E O
      pexpireat C . wk-d E O
      pexpiretime b . -k-d E e
      pfadd B . wk-d E U
      pfcount B . -k-d B U
      pfdebug e . wk-d H U
      pfmerge B . wk-d B U
      pfselftest a . ---- A U
      ping A p ---- A F
      psetex f . wk-d E O
      psubscribe B . ---- A J
      psync C a ---- A Q
      pttl b . -k-d E O
      publish e . ---- A J
      pubsub B . ---- A Q
      |channels B . ---- A Q
      |help b . ---- A d
      |numpat b . ---- A Q
      |numsub B . ---- A Q
      |shardchannels B . ---- A e
      |shardnumsub B . ---- A e
      punsubscribe A . ---- A J
      quit A . ---- A F
      randomkey a . ---d A F
      readonly a . ---- A V
      readwrite a . ---- A V
      rename e . wk-d F F
      renamenx e . wk-d F F
      replconf A . ---- A V
      replicaof e a ---- A a
      reset a z ---- A d
      restore E r wk-d E O
      restore-asking E r wk-d E V
      role a . ---- A R
      rpop B . wk-d E F
      rpoplpush e . wk-d F I
      rpush C . wk-d E F
      rpushx C . wk-d E K
      sadd C . wk-d E F
      save a a ---- A F
      scan B . ---d A Q
      scard b . -k-d E F
      script B . ---- A O
      |debug d . ---- A W
      |exists C . ---- A O
      |flush B . ---- A O
      |help b . ---- A a
      |kill b . ---- A O
      |load e . ---- A O
      |show W . ---- A B
      sdiff B . -k-d B F
      sdiffstore C . wk-d B F
      select b s ---- A F
      set C . wk-d E F
      setbit f . wk-d E K
      setex f . wk-d E J
      setnx e . wk-d E F
      setrange f . wk-d E K
      shutdown A a ---- A F
      sinter B . -k-d B F
      sintercard C . --md A e
      sinterstore C . wk-d B F
      sismember e . -k-d E F
      slaveof e a ---- A F
      slowlog B . ---- A L
      |get B . ---- A L
      |help b . ---- A d
      |len b . ---- A L
      |reset b . ---- A L
      smembers b . -k-d E F
      smismember C . -k-d E d
      smove f . wk-d F F
      sort B . wkmd E F
      sort_ro B . -kmd E e
      spop B . wk-d E F
      spublish e . ---- A e
      srandmember B . -k-d E F
      srem C . wk-d E F
      sscan C . -k-d E Q
      ssubscribe B . ---- A e
      strlen b . -k-d E K
      subscribe B . ---- A J
      substr f . -k-d E F
      sunion B . -k-d B F
      sunionstore C . wk-d B F
      sunsubscribe A . ---- A e
      swapdb e w w--- A Z
      sync a a ---- A F
      time a . ---- A O
      touch B . -k-d B X
      ttl b . -k-d E F
      type b . -k-d E F
      unlink B . wk-d B Z
      unsubscribe A . ---- A J
      unwatch a . ---- A K
      vadd L . wk-d E A
      vcard L . -k-d E A
      vdim L . -k-d E A
      vemb L . -k-d E A
      vgetattr L . -k-d E A
      vinfo L . -k-d E A
      vismember L . -k-d E A
      vlinks L . -k-d E A
      vrandmember L . -k-d E A
      vrem L . wk-d E A
      vsetattr L . wk-d E A
      vsim L . -k-d E A
      wait e t ---- A V
      waitaof Z . ---- A f
      watch B . -k-d B K
      xack E . wk-d E a
      xadd F . wk-d E a
      xautoclaim G . wk-d E d
      xclaim G . wk-d E a
      xdel C . wk-d E a
      xgroup B . ---- A a
      |create F . wk-d H a
      |createconsumer g . wk-d H d
      |delconsumer g . wk-d H a
      |destroy f . wk-d H a
      |help b . ---- A a
      |setid F . wk-d H a
      xinfo B . ---- A a
      |consumers f . -k-d H a
      |groups e . -k-d H a
      |help b . ---- A a
      |stream C . -k-d H a
      xlen b . -k-d E a
      xpending C . -k-d E a
      xrange E . -k-d E a
      xread E . --md A a
      xreadgroup H . w-md A a
      xrevrange E . -k-d E a
      xsetid C . wk-d E a
      xtrim E . wk-d E a
      zadd E . wk-d E I
      zcard b . -k-d E I
      zcount f . -k-d E J
      zdiff C . --md A d
      zdiffstore E . wkmd E d
      zincrby f . wk-d E I
      zinter C . --md A d
      zintercard C . --md A e
      zinterstore E . wkmd E J
      zlexcount f . -k-d E U
      zmpop E . w-md A e
      zmscore C . -k-d E d
      zpopmax B . wk-d E a
      zpopmin B . wk-d E a
      zrandmember B . -k-d E d
      zrange E . -k-d E I
      zrangebylex E . -k-d E U
      zrangebyscore E . -k-d E H
      zrangestore F . wk-d F d
      zrank c . -k-d E J
      zrem C . wk-d E I
      zremrangebylex f . wk-d E U
      zremrangebyrank f . wk-d E J
      zremrangebyscore f . wk-d E I
      zrevrange E . -k-d E I
      zrevrangebylex E . -k-d E U
      zrevrangebyscore E . -k-d E K
      zrevrank c . -k-d E J
      zscan C . -k-d E Q
      zscore e . -k-d E I
      zunion C . --md A d
      zunionstore E . wkmd E J
      """;

  private CommandData() {}
}
