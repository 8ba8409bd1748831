/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.systemtests.link;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a class says of itself, and which classes and members of others it names: as much of a class file as linking needs.
 *
 * @param members access flags by {@link Reference#member()}
 */
record ClassFile(
        String name,
        int access,
        String superclass,
        List<String> interfaces,
        Map<String, Integer> members,
        Set<String> classes,
        Set<Reference> references) {

    /**
     * @param member name and descriptor, which differ for a field and a method of one name
     * @param interfaceMethod whether the owner has to be an interface, null for a field, where it may be either
     */
    record Reference(String owner, String member, Boolean interfaceMethod) {}

    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int NAME_AND_TYPE = 12;
    private static final int HANDLE = 15;
    private static final int METHOD_TYPE = 16;

    static ClassFile read(final byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            in.readInt();
            in.readInt();
            final Constants constants = new Constants(in);
            final int access = in.readUnsignedShort();
            final String name = constants.className(in.readUnsignedShort());
            final int superclass = in.readUnsignedShort();
            final List<String> interfaces = new ArrayList<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                interfaces.add(constants.className(in.readUnsignedShort()));
            }
            final Map<String, Integer> members = new HashMap<>();
            readMembers(in, constants, members);
            readMembers(in, constants, members);
            return new ClassFile(
                    name,
                    access,
                    superclass == 0 ? null : constants.className(superclass),
                    interfaces,
                    members,
                    constants.classes(),
                    constants.references());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readMembers(
            final DataInputStream in, final Constants constants, final Map<String, Integer> members)
            throws IOException {
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            final int access = in.readUnsignedShort();
            final String name = constants.text(in.readUnsignedShort());
            members.put(name + ' ' + constants.text(in.readUnsignedShort()), access);
            for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
                in.readUnsignedShort();
                in.skipNBytes(Integer.toUnsignedLong(in.readInt()));
            }
        }
    }

    /** The constant pool: an entry is a text, or a tag and the indexes of other entries. */
    private static final class Constants {

        private final int[][] entries;
        private final String[] texts;

        Constants(final DataInputStream in) throws IOException {
            final int count = in.readUnsignedShort();
            entries = new int[count][];
            texts = new String[count];
            for (int i = 1; i < count; i++) {
                final int tag = in.readUnsignedByte();
                switch (tag) {
                    case UTF8 -> texts[i] = in.readUTF();
                    case CLASS, STRING, METHOD_TYPE, 19, 20 -> entries[i] = new int[] {tag, in.readUnsignedShort()};
                    case HANDLE -> in.skipNBytes(3);
                    case 5, 6 -> {
                        // a long or a double takes two entries
                        in.skipNBytes(8);
                        i++;
                    }
                    default -> entries[i] = new int[] {tag, in.readUnsignedShort(), in.readUnsignedShort()};
                }
            }
        }

        String text(final int index) {
            return texts[index];
        }

        String className(final int index) {
            return texts[entries[index][1]];
        }

        /** Without arrays: their element types are named where they are used. */
        Set<String> classes() {
            final Set<String> names = new HashSet<>();
            for (final int[] entry : entries) {
                if (entry != null && entry[0] == CLASS && !texts[entry[1]].startsWith("[")) {
                    names.add(texts[entry[1]]);
                }
            }
            return names;
        }

        Set<Reference> references() {
            final Set<Reference> references = new HashSet<>();
            for (final int[] entry : entries) {
                if (entry != null && entry[0] >= FIELD && entry[0] <= INTERFACE_METHOD) {
                    final String owner = className(entry[1]);
                    final int[] nameAndType = entries[entry[2]];
                    if (nameAndType[0] == NAME_AND_TYPE && !owner.startsWith("[")) {
                        references.add(new Reference(
                                owner,
                                texts[nameAndType[1]] + ' ' + texts[nameAndType[2]],
                                entry[0] == FIELD ? null : entry[0] != METHOD));
                    }
                }
            }
            return references;
        }
    }
}
