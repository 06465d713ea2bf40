import type { SerializedError } from '../../../api/errors.ts';

/** A refusal in the form in which the upload library hands it on. */
export interface UploadFailure {
  status_code: number;
  body: string;
}

export function uploadFailure(status: number, error: SerializedError): UploadFailure {
  return { status_code: status, body: JSON.stringify({ error }) };
}

export const DISK_FULL = uploadFailure(507, {
  code: 'disk-full',
  message: 'The disk of the studio has no room for the file.',
  remedy: 'Free some room there; the upload goes on where it stopped.',
});

export function tooLarge(maximumBytes: number): UploadFailure {
  return uploadFailure(413, {
    code: 'option-invalid',
    message: `The file is larger than the ${Math.round(maximumBytes / 2 ** 30)} GiB that can be uploaded.`,
    remedy:
      'Copy it to the machine of the studio in another way, and import it there with proofpress import.',
  });
}

export const BAD_NAME = uploadFailure(400, {
  code: 'option-invalid',
  message: 'The file cannot be kept under its name.',
  remedy: 'Rename it: no path that leads out of its folder, no characters that do not print.',
});
