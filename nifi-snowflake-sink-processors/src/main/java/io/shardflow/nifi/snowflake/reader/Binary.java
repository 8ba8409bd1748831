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
package io.shardflow.nifi.snowflake.reader;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.ChoiceDataType;

/** Tells the bytes in records: NiFi has no type for them, they are an array of single ones. */
final class Binary {

    private Binary() {}

    /** The bytes that the buffer still has, which stay in it. */
    static byte[] of(final ByteBuffer buffer) {
        final byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /**
     * The array as bytes; empty if it is an array of something else.
     *
     * @param values an array of any component type
     * @param type what the schema says; asked only if there is no element to ask
     */
    static Optional<byte[]> of(final Object values, final DataType type) {
        final int length = Array.getLength(values);
        if (length == 0 && !isBinary(type)) {
            return Optional.empty();
        }
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            if (!(Array.get(values, i) instanceof Byte b)) {
                return Optional.empty();
            }
            bytes[i] = b;
        }
        return Optional.of(bytes);
    }

    /** Of a choice only if no array of something else is among its types, as which an empty one is seen first. */
    private static boolean isBinary(final DataType type) {
        return arrays(type).findAny().isPresent()
                && arrays(type)
                        .allMatch(array -> array.getElementType() != null
                                && array.getElementType().getFieldType() == RecordFieldType.BYTE);
    }

    private static Stream<ArrayDataType> arrays(final DataType type) {
        return switch (type) {
            case ArrayDataType array -> Stream.of(array);
            case ChoiceDataType choice -> choice.getPossibleSubTypes().stream().flatMap(Binary::arrays);
            case null, default -> Stream.empty();
        };
    }
}
