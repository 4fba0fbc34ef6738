// photo.mjs - a picture of the camera made small enough to be sent from a street: at most 1600 px, JPEG.
// Drawn anew, so what a camera writes beside the picture (who, where, with what) stays behind.
const LONGEST = 1600;
const QUALITY = 0.85;

function loaded(file) {
	return new Promise((resolve, reject) => {
		const image = new Image();
		image.onload = () => resolve(image);
		image.onerror = () => reject(new Error(`${file.name} 不是照片，或者打不开，请重拍`));
		image.src = URL.createObjectURL(file);
	});
}

export async function small_photo(file) {
	const image = await loaded(file);
	const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
	const canvas = document.createElement("canvas");
	canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
	canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
	canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
	URL.revokeObjectURL(image.src);
	const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
	if (!blob)
		throw new Error(`${file.name} 存不下来，请重拍`);
	return blob;
}
