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
package io.shardflow.nifi.snowflake.schema;

/** Joins values to shapes. Allocates only when a value adds to what is known. Not safe for several threads. */
public final class ShapeReader {

    private final NumberScan number = new NumberScan();
    private final TextScan text = new TextScan();
    private final IsoScan iso = new IsoScan();

    /** The shape with one more value. */
    public FieldShape join(final FieldShape known, final byte[] bytes, final int offset, final int length) {
        return switch (JsonKind.of(bytes[offset])) {
            case NULL -> known;
            case BOOLEAN -> known.booleans() ? known : known.join(FieldShape.BOOLEANS);
            case OBJECT, ARRAY -> known.nested() ? known : known.join(FieldShape.NESTED);
            case NUMBER -> {
                number.scan(bytes, offset, length);
                yield known.numbers() != null && known.numbers().covers(number)
                        ? known
                        : known.join(FieldShape.of(NumberShape.of(number)));
            }
            case STRING -> {
                // No more characters than bytes between the quotes.
                if (known.texts() != null && known.texts().coversAll(length - 2)) {
                    yield known;
                }
                text.scan(bytes, offset);
                final IsoForm form = text.isShortAscii() ? iso.scan(text.ascii(), text.characters()) : IsoForm.OTHER;
                yield known.texts() != null && known.texts().covers(text.characters(), form)
                        ? known
                        : known.join(FieldShape.of(TextShape.of(text.characters(), form)));
            }
        };
    }
}
