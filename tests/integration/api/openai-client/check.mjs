// What OpenAI's own client makes of the local API. Arguments: the address, the token. Ends with 0 where all is as it should be.
import assert from 'node:assert/strict';
import OpenAI, { APIError, AuthenticationError, BadRequestError, ConflictError, NotFoundError } from 'openai';

const [url, token] = process.argv.slice(2);
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: 0, timeout: 20_000 });
const messages = [
    { role: 'system', content: 'Answer kindly.' },
    { role: 'user', content: [{ type: 'text', text: 'What was in the garden?' }] },
];
const text = 'I remember the garden behind the house, and the pear tree.';
const checks = {
    async models() {
        const names = [];
        for await (const model of client.models.list()) names.push(model.id);
        assert.deepEqual(names, ['Oma Rose']);
        const one = await client.models.retrieve('Oma Rose');
        assert.equal(one.object, 'model');
        await assert.rejects(client.models.retrieve('gpt-4o'), error => {
            assert(error instanceof NotFoundError);
            assert.equal(error.code, 'model_not_found');
            return true;
        });
    },

    async completion() {
        const answer = await client.chat.completions.create({ model: 'Oma Rose', messages, temperature: 0.3 });
        assert.equal(answer.choices[0].message.content, text);
        assert.equal(answer.choices[0].finish_reason, 'stop');
        assert(answer.usage.total_tokens > 10);
        assert.equal(answer.choices[0].message.citations[0].document_title, 'The garden');
    },

    async stream() {
        const stream = await client.chat.completions.create({
            model: 'Oma Rose', messages, stream: true, stream_options: { include_usage: true },
        });
        let joined = '';
        let usage = null;
        for await (const chunk of stream) {
            joined += chunk.choices[0]?.delta?.content ?? '';
            usage = chunk.usage ?? usage;
        }
        assert.equal(joined, text);
        assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
    },

    async streamHelper() {
        const stream = client.chat.completions.stream({ model: 'Oma Rose', messages });
        const pieces = [];
        stream.on('content', piece => pieces.push(piece));
        const final = await stream.finalChatCompletion();
        assert.equal(final.choices[0].message.content, text);
        assert.equal(pieces.join(''), text);
    },

    async stop() {
        const answer = await client.chat.completions.create({ model: 'Oma Rose', messages, stop: ['house', 'tree'] });
        assert.equal(answer.choices[0].message.content, 'I remember the garden behind the ');
    },

    async abort() {
        const stream = await client.chat.completions.create({ model: 'Oma Rose', messages, stream: true });
        for await (const chunk of stream) {
            assert(chunk.id.startsWith('chatcmpl-'));
            break; // closes the connection
        }
    },

    async errors() {
        const stranger = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'wrong', maxRetries: 0 });
        await assert.rejects(stranger.models.list(), error => {
            assert(error instanceof AuthenticationError);
            assert.equal(error.code, 'invalid_api_key');
            return true;
        });
        const create = changes => client.chat.completions.create({ model: 'Oma Rose', messages, ...changes });
        for (const [changes, param] of [
            [{ temperature: 3 }, 'temperature'],
            [{ n: 2 }, 'n'],
            [{ messages: [] }, 'messages'],
            [{ stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop'],
            [{ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,' } }] }] }, 'messages'],
        ]) {
            await assert.rejects(create(changes), error => {
                assert(error instanceof BadRequestError, String(error));
                assert.equal(error.type, 'invalid_request_error');
                assert.equal(error.param, param);
                return true;
            });
        }
        assert(ConflictError.prototype instanceof APIError);
    },

    async embeddings() {
        const packed = await client.embeddings.create({ model: 'Oma Rose', input: ['a garden', 'the sea'] }); // in base64
        const plain = await client.embeddings.create({ model: 'default', input: 'a garden', encoding_format: 'float' });
        assert.equal(packed.data.length, 2);
        const [a, b] = [packed.data[0].embedding, plain.data[0].embedding];
        assert.equal(a.length, b.length);
        a.forEach((value, at) => assert(Math.abs(value - b[at]) < 1e-6));
    },

    async speech() {
        const answer = await client.audio.speech.create({
            model: 'tts-1', voice: 'Oma Rose', input: 'Good night, dear.', response_format: 'wav', speed: 1.5,
        });
        const bytes = Buffer.from(await answer.arrayBuffer());
        assert.equal(bytes.subarray(0, 4).toString(), 'RIFF');
    },
};

for (const [name, check] of Object.entries(checks)) {
    try {
        await check();
        console.log(`ok ${name}`);
    } catch (error) {
        console.error(`FAILED ${name}:`, error);
        process.exitCode = 1;
    }
}
