package io.github.guicesql.sqltest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A shared library for Linux on amd64 whose functions all return -1. It replaces a library that a
 * program is linked to but does not need, so that the program starts where the library is not
 * installed.
 *
 * <p>The file is an ELF object (System V ABI, chapter 5). One segment contains code and tables; the
 * dynamic section, into which the loader writes, has a page of its own.
 *
 * @param name the file name that the program asks for
 * @param functions the functions, grouped by their symbol version
 */
record StubLibrary(String name, List<Version> functions) {

  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int PROGRAM_HEADERS = 4;
  private static final int SYMBOL = 24;
  private static final int PAGE = 4096;

  /** The machine code of {@code mov rax, -1; ret}. */
  private static final byte[] CODE = {0x48, (byte) 0xc7, (byte) 0xc0, -1, -1, -1, -1, (byte) 0xc3};

  private static final int LOADED = 1;
  private static final int DYNAMIC = 2;
  private static final int STACK = 0x6474e551;
  private static final int READ_EXECUTE = 5;
  private static final int READ_WRITE = 6;

  /** A symbol version and its functions. */
  record Version(String name, List<String> functions) {}

  /** A function's symbol: the offset of its name in the string table, and its version's number. */
  private record Symbol(int name, int version) {}

  byte[] bytes() {
    StringBuilder strings = new StringBuilder("\0");
    int ownName = append(strings, name);
    List<Integer> versionNames = new ArrayList<>(List.of(ownName));
    List<Symbol> symbols = new ArrayList<>();
    for (Version version : functions) {
      versionNames.add(append(strings, version.name()));
      for (String function : version.functions()) {
        symbols.add(new Symbol(append(strings, function), versionNames.size()));
      }
    }
    int count = symbols.size() + 1;
    int codeAt = HEADER + PROGRAM_HEADERS * PROGRAM_HEADER;
    int symbolsAt = codeAt + CODE.length;
    int hashAt = symbolsAt + SYMBOL * count;
    int versionsAt = hashAt + 4 * (3 + count);
    int definitionsAt = aligned(versionsAt + 2 * count);
    int stringsAt = definitionsAt + 28 * versionNames.size();
    int end = stringsAt + strings.length();
    long[][] dynamic = {
      {14, ownName}, // DT_SONAME
      {4, hashAt}, // DT_HASH
      {5, stringsAt}, // DT_STRTAB
      {6, symbolsAt}, // DT_SYMTAB
      {10, strings.length()}, // DT_STRSZ
      {11, SYMBOL}, // DT_SYMENT
      {0x6ffffff0L, versionsAt}, // DT_VERSYM
      {0x6ffffffcL, definitionsAt}, // DT_VERDEF
      {0x6ffffffdL, versionNames.size()}, // DT_VERDEFNUM
      {0, 0}
    };
    int dynamicSize = 16 * dynamic.length;

    ByteBuffer file = ByteBuffer.allocate(PAGE + dynamicSize).order(ByteOrder.LITTLE_ENDIAN);
    header(file);
    segment(file, LOADED, READ_EXECUTE, 0, end, PAGE);
    segment(file, LOADED, READ_WRITE, PAGE, dynamicSize, PAGE);
    segment(file, DYNAMIC, READ_WRITE, PAGE, dynamicSize, 8);
    segment(file, STACK, READ_WRITE, 0, 0, 16);
    file.put(CODE);

    file.position(symbolsAt + SYMBOL);
    for (Symbol symbol : symbols) {
      // A global function in the first section.
      file.putInt(symbol.name()).put((byte) 0x12).put((byte) 0).putShort((short) 1);
      file.putLong(codeAt).putLong(CODE.length);
    }
    // The hash table has one bucket: a chain of all symbols.
    file.putInt(1).putInt(count).putInt(1).putInt(0);
    for (int i = 2; i <= count; i++) {
      file.putInt(i < count ? i : 0);
    }
    file.putShort((short) 0);
    symbols.forEach(symbol -> file.putShort((short) symbol.version()));

    file.position(definitionsAt);
    for (int i = 0; i < versionNames.size(); i++) {
      boolean base = i == 0;
      boolean last = i == versionNames.size() - 1;
      file.putShort((short) 1).putShort((short) (base ? 1 : 0));
      file.putShort((short) (i + 1)).putShort((short) 1);
      file.putInt(hash(base ? name : functions.get(i - 1).name())).putInt(20);
      file.putInt(last ? 0 : 28);
      file.putInt(versionNames.get(i)).putInt(0);
    }
    file.put(strings.toString().getBytes(US_ASCII));

    file.position(PAGE);
    for (long[] entry : dynamic) {
      file.putLong(entry[0]).putLong(entry[1]);
    }
    return file.array();
  }

  private static void header(ByteBuffer file) {
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    // The header declares a shared object for x86-64, version 1, without entry point and sections.
    file.putShort((short) 3).putShort((short) 62).putInt(1);
    file.putLong(0).putLong(HEADER).putLong(0).putInt(0);
    file.putShort((short) HEADER).putShort((short) PROGRAM_HEADER);
    file.putShort((short) PROGRAM_HEADERS).putShort((short) 0).putInt(0);
  }

  private static void segment(
      ByteBuffer file, int type, int flags, long at, long size, long alignment) {
    file.putInt(type).putInt(flags).putLong(at).putLong(at).putLong(at);
    file.putLong(size).putLong(size).putLong(alignment);
  }

  private static int append(StringBuilder strings, String text) {
    int at = strings.length();
    strings.append(text).append('\0');
    return at;
  }

  private static int aligned(int at) {
    return (at + 7) & ~7;
  }

  /** Returns ELF's hash of a name. */
  private static int hash(String text) {
    int hash = 0;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash << 4) + text.charAt(i);
      int high = hash & 0xf0000000;
      hash = (hash ^ (high >>> 24)) & ~high;
    }
    return hash;
  }
}
